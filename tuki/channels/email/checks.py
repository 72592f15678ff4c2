"""Health checks of the mail door."""

from tuki.channels.email.fetching import checks as mailboxes

__all__ = ["mailboxes"]
