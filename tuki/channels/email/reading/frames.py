"""How the guarded reader and its child talk: a kind, a length of eight bytes, then the content."""

import struct

HEADER = struct.Struct("!cQ")
MAIL = b"M"
"""To the child: a raw mail. From the child: a `Mail` in MessagePack."""

EXIT_NO_MEMORY = 3
"""How the child ends when a mail needs more memory than it may have."""

BROKEN = b"B"
"""From the child: reading failed in a way that `read_mail` did not catch."""


def frame_header(kind: bytes, length: int) -> bytes:
    """The nine bytes before a content of `length` bytes."""
    return HEADER.pack(kind, length)
