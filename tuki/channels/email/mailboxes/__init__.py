"""Mailboxes as settings: their address as text, what is announced of them, and whether the server lets us in."""
