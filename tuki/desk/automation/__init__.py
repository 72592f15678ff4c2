"""Reply templates and macros: the agents' own pages, the picker on a ticket, and running a macro."""
