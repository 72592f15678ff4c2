"""The only writers of the room tickets: one file per verb family."""
