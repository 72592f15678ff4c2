"""Which files have words that can be read, told by their type or else by their name."""

from __future__ import annotations

from typing import Literal

import msgspec

Format = Literal["text", "html", "pdf", "office", "opendocument"]

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_TYPES: dict[str, Format] = {
    "text/plain": "text",
    "text/csv": "text",
    "text/markdown": "text",
    "text/html": "html",
    "application/pdf": "pdf",
    f"{_OFFICE}wordprocessingml.document": "office",
    f"{_OFFICE}spreadsheetml.sheet": "office",
    f"{_ODF}text": "opendocument",
    f"{_ODF}spreadsheet": "opendocument",
}
_SUFFIXES: dict[str, Format] = {
    "txt": "text", "log": "text", "csv": "text", "md": "text", "htm": "html", "html": "html", "pdf": "pdf",
    "docx": "office", "xlsx": "office", "odt": "opendocument", "ods": "opendocument",
}  # fmt: skip


class Question(msgspec.Struct, array_like=True):
    """A content, and how to read it: what the guarded process is asked. It alone loads what reads files."""

    format: Format
    content: bytes


def format_of(name: str, media_type: str) -> Format | None:
    """How to read a file, or None for one without words we can read."""
    known = _TYPES.get(media_type.partition(";")[0].strip().lower())
    _stem, dot, suffix = name.rpartition(".")
    return known or (_SUFFIXES.get(suffix.lower()) if dot else None)
