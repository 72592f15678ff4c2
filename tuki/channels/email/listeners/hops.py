"""Whether a mail goes round in circles, from a quick look at its header (F068)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuki.channels.email.nature import too_many_hops

_HEADER_BYTES = 262_144
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_TRACE = re.compile(rb"^(received|delivered-to)[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


def loops_for(raw: bytes, recipients: Sequence[str]) -> set[str]:
    """The recipients that this mail has been delivered to before, or all after too many hops."""
    end = _BLANK_LINE.search(raw, 0, _HEADER_BYTES)
    trace = [
        (match[1].decode("ascii"), match[2].decode("utf-8", "replace"))
        for match in _TRACE.finditer(raw, 0, end.start() if end else min(len(raw), _HEADER_BYTES))
    ]
    return {address for address in recipients if too_many_hops(trace, address)} if trace else set()
