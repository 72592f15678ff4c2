"""Pages on which the history of another desk is brought in."""
