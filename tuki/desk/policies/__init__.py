"""Pages of policies: their order, their promises in words, and the form of one."""
