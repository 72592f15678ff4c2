"""People: who is who, and who may do what.

For: brands and departments (who we are), agents, teams and lines, organisations and contacts (whom we
answer), addresses, roles and grants, sign-in, sessions and tokens.
Words: person, agent, contact, organisation, domain, brand, department, team, line, role, grant.
Never: knows a ticket; deletes a person that did something (they are deactivated and keep their history).
"""
