"""Search as a page, and what the command palette finds."""
