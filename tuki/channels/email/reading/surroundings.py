"""Text that stands before the first or behind the last part of a multipart, and is not the usual remark."""

import re
from collections.abc import Iterator

from tuki.channels.email.reading.structure import Part

_REMARK = re.compile(rb"mime|multi-?part|pgp", re.IGNORECASE)
_BROKEN_PART = re.compile(rb"^--[^\s-]|^content-[a-z-]+:", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_LONG_REMARK = 2_000


def lost_texts(part: Part) -> Iterator[bytes]:
    """What would be lost of a multipart. A remark for old mail programs and a plain epilogue are not."""
    start, end = part.preamble
    preamble = part.raw[start:end].strip()
    usual = len(preamble) <= _LONG_REMARK and _REMARK.search(preamble)
    if _WORD.search(preamble) and (not usual or _BROKEN_PART.search(preamble)):
        yield preamble
    start, end = part.epilogue
    epilogue = part.raw[start:end].strip()
    if epilogue and _BROKEN_PART.search(epilogue):
        yield epilogue
