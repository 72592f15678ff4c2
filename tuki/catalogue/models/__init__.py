"""Tables of the room catalogue."""

from tuki.catalogue.models.category import Category
from tuki.catalogue.models.kind import Kind
from tuki.catalogue.models.matrix import PriorityMatrix

__all__ = ["Category", "Kind", "PriorityMatrix"]
