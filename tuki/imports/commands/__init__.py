"""The only writers of the room imports."""
