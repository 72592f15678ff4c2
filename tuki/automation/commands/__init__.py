"""The only writers of the room automation."""

from tuki.automation.commands import macros, templates

__all__ = ["macros", "templates"]
