"""Reads the files of a message once for each content, and keeps their words."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import structlog

from tuki.channels.email.reading.guard import Reader, ReadingFailed
from tuki.kernel import files
from tuki.search.files.formats import Question, format_of
from tuki.search.models import FileText
from tuki.tickets.models import Attachment

LARGEST_FILE = 25_000_000
logger = structlog.get_logger("tuki.search")


def read_files_of(message_id: int) -> bool:
    """Reads what was not read yet, for whichever message; whether there are words in the files of this one. Twice is
    harmless.

    A file that cannot be read is kept as one without words and not tried again; one whose reader was killed from
    outside raises `ReadingFailed`, so that it is.
    """
    rows = Attachment.objects.filter(message_id=message_id, file__text=None, is_inline=False).select_related("file")
    for each in rows.order_by("id"):
        FileText.objects.get_or_create(file=each.file, defaults={"text": _words(each)})
    return FileText.objects.filter(file__attachment__message_id=message_id).exclude(text="").exists()


def _words(attachment: Attachment) -> str:
    found = format_of(attachment.name, attachment.type)
    if found is None or attachment.size > LARGEST_FILE:
        return ""
    content = files.read(attachment.file.digest)
    if content is None:
        return ""
    try:
        answer = _reader().answer(msgspec.msgpack.encode(Question(found, content)))
    except ReadingFailed as error:
        if error.reason == "killed":
            raise
        logger.info("file_not_read", attachment=attachment.id, reason=error.reason)
        return ""
    return msgspec.msgpack.decode(answer, type=str)


@lru_cache(maxsize=1)
def _reader() -> Reader:
    """One guarded process for this one; it begins with the first file and ends with this process."""
    return Reader(cpu_seconds=4, wall_seconds=40.0, memory_bytes=805_306_368, module="tuki.search.files.child")
