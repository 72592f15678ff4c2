"""Loads what the room does by the clock."""

from tuki.live.commands import presence

__all__ = ["presence"]
