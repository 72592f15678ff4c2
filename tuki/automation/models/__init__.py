"""Tables of the room automation."""

from tuki.automation.models.macros import Macro
from tuki.automation.models.templates import FavouriteTemplate, ReplyTemplate

__all__ = ["FavouriteTemplate", "Macro", "ReplyTemplate"]
