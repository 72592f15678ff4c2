"""A first look at the header of a mail that cannot be read, so that the ledger names it."""

from __future__ import annotations

import re
from typing import NamedTuple

from tuki.kernel.html import plain_line

_HEADER_BYTES = 65_536
_SUBJECT = re.compile(rb"^subject[ \t]*:([^\r\n]{0,900})", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^from[ \t]*:([^\r\n]{0,900})", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>\"(),:;]{1,64}@[^\s<>\"(),:;]{1,189}")


class Glance(NamedTuple):
    """Subject and sender as they stand in the header, undecoded; empty when they do not."""

    subject: str
    sender: str


def glance(raw: bytes) -> Glance:
    """Linear in the first 64 kB; never raises."""
    header = raw[:_HEADER_BYTES]
    subject, from_ = _SUBJECT.search(header), _FROM.search(header)
    line = _text(from_[1]) if from_ else ""
    address = _ADDRESS.search(line)
    return Glance(
        plain_line(_text(subject[1]), 300) if subject else "",
        (address[0] if address else plain_line(line, 254))[:254],
    )


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").replace("\0", "").strip()
