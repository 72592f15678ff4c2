"""The dispatcher's board, and how much each team escalates."""
