"""The only writers of the room."""

from tuki.sla.commands import calendars

__all__ = ["calendars"]
