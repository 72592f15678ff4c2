"""The readers that the room offers to others."""
