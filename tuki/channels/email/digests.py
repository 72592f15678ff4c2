"""What tells one mail from another: its Message-ID, in angle brackets as in RFC 5322, and a digest of its body."""

from __future__ import annotations

import hashlib
import re

_HEADER_BYTES = 262_144
_LONGEST = 255
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t\r\n]*<([^<>]{1,253})>", re.IGNORECASE | re.MULTILINE)


def body_digest(raw: bytes) -> str:
    """SHA-256 of everything after the header, with line ends as LF and none at the end: doors differ in these."""
    match = _BLANK_LINE.search(raw)
    body = raw[match.end() :] if match else raw
    return hashlib.sha256(b"\n".join(body.split(b"\r\n")).rstrip(b"\n")).hexdigest()


def quick_message_id(raw: bytes) -> str:
    """The Message-ID as it stands in the header; empty when only a full reading may find one."""
    match = _BLANK_LINE.search(raw, 0, _HEADER_BYTES)
    found = _MESSAGE_ID.search(raw, 0, match.start() if match else min(len(raw), _HEADER_BYTES))
    if not found:
        return ""
    return bracketed(b"".join(found[1].split()).decode("ascii", "replace").replace("\0", ""))


def message_id_of(raw: bytes, message_id: str) -> str:
    """The Message-ID that was read, or where there is none a stable one from the digest of all bytes (F008)."""
    return bracketed(message_id) if message_id else _surrogate(raw)


def bracketed(message_id: str) -> str:
    """An id in angle brackets; one that is too long for a column becomes its digest."""
    form = f"<{message_id.strip('<>')}>"
    return form if len(form) <= _LONGEST else _surrogate(form.encode())


def _surrogate(content: bytes) -> str:
    return f"<{hashlib.sha256(content).hexdigest()}@without-message-id.invalid>"
