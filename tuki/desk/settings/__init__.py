"""Settings of the desk: brands, departments, teams, agents, roles, mailboxes, outgoing mail and its texts."""
