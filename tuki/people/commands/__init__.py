"""The only writers of the room people: one file per verb family."""
