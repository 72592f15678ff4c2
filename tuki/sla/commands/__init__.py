"""The only writers of the room."""

from tuki.sla.commands import calendars, policies

__all__ = ["calendars", "policies"]
