"""Outlook's winmail.dat (MS-OXTNEF): the files and the body inside."""

import logging
from dataclasses import dataclass
from typing import Any

from tnefparse import TNEF

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.charsets import clean_text, decode_text
from tuki.channels.email.reading.filenames import clean_file_name
from tuki.channels.email.reading.mail import MailFile
from tuki.channels.email.reading.rtf import rtf_to_text
from tuki.channels.email.reading.rtf_compression import decompress_rtf

logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # it logs every oddity of a sender's file

TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
SIGNATURE = b"\x78\x9f\x3e\x22"
_MAX_BYTES = 60_000_000


@dataclass(frozen=True, slots=True)
class TnefContent:
    """What a winmail.dat holds."""

    files: tuple[MailFile, ...]
    text: str
    html: str | None


def read_tnef(content: bytes) -> TnefContent | None:
    """Open a winmail.dat; None when it is damaged or holds nothing, and should be kept as it is."""
    if not content.startswith(SIGNATURE) or len(content) > _MAX_BYTES:
        return None
    try:
        opened = TNEF(content, do_checksum=False)
        files = tuple(_file(attachment) for attachment in opened.attachments[: limits.PARTS])
        html, text = _string(opened.htmlbody), _string(opened.body)
        if not text and not html:
            text = rtf_to_text(decompress_rtf(_bytes(opened._rtfbody)))
    except Exception:  # the library raises whatever a damaged file leads it to
        return None
    if not files and not text.strip() and not html:
        return None
    return TnefContent(files=files, text=text.strip(), html=html or None)


def _file(attachment: Any) -> MailFile:
    name = _string(attachment.long_filename()) if attachment.long_filename() else _string(attachment.name)
    data = attachment.data
    content = data if isinstance(data, bytes) else _bytes(data)
    return MailFile(
        name=clean_file_name(name.strip("\0")),
        type="application/octet-stream",
        content=content,
        origin="tnef",
    )


def _string(value: Any) -> str:
    if isinstance(value, bytes):
        return decode_text(value.rstrip(b"\0"))[0]
    return clean_text(value) if isinstance(value, str) else ""


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    return bytes(value) if isinstance(value, bytes | bytearray) else b""
