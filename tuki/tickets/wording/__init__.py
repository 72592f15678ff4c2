"""What the room says: refusals, names of built-in rows, and one sentence per event."""

from tuki.tickets.wording import lines, refusals, sentences, workflows
from tuki.tickets.wording.names import (
    LINK_NAMES,
    LINK_NAMES_BACK,
    PRIORITY_NAMES,
    REPLY_TYPE_NAMES,
    RESOLUTION_NAMES,
    ROLE_NAMES,
    STAGE_NAMES,
    STATUS_NAMES,
)

__all__ = [
    "LINK_NAMES",
    "LINK_NAMES_BACK",
    "PRIORITY_NAMES",
    "REPLY_TYPE_NAMES",
    "RESOLUTION_NAMES",
    "ROLE_NAMES",
    "STAGE_NAMES",
    "STATUS_NAMES",
    "lines",
    "refusals",
    "sentences",
    "workflows",
]
