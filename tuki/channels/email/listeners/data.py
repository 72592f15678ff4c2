"""Reading the body of a mail after DATA: exactly the bytes between the command and the line with a lone dot.

Only CR LF dot CR LF ends a mail (RFC 5321 section 4.1.1.4), so nothing hidden behind bare line feeds can begin
another one (F038). Bare LF and CR stay as they came: the raw mail is kept byte for byte.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

END = b"\r\n.\r\n"
_MARKS = b"\r\n."
_MOST_LEADING_MARKS = 4_096
# Programs that end lines with a bare LF also double dots after one; a dot that was not doubled is left alone.
_DOUBLED_AFTER_LF = re.compile(rb"\n(?<!\r\n)\.\.")


class TooMuch(Exception):
    """The mail is larger than allowed; it was read to its end and dropped."""


class NoMail(Exception):
    """What came after DATA is no mail, and where it ends is not worth finding out."""


async def read_data(reader: asyncio.StreamReader, *, most: int, progress: Callable[[], None]) -> bytes:
    """The mail's bytes with doubled dots undone. Calls `progress` whenever a good piece of it has come.

    Raises `TooMuch` above `most` bytes, and `NoMail` when it is not worth reading on.
    """
    pieces = [await _leading_marks(reader)]
    if _is_whole(pieces[0]):
        return _undoubled(pieces[0])
    size = len(pieces[0])
    while True:
        try:
            piece, ended = await reader.readuntil(END), True
        except asyncio.LimitOverrunError as error:
            piece, ended = await reader.readexactly(error.consumed), False
        progress()
        size += len(piece)
        if size <= most:
            pieces.append(piece)
        elif size > 4 * most:
            raise NoMail
        else:
            pieces.clear()
        if ended:
            break
    if size - len(END) > most:
        raise TooMuch
    return _undoubled(b"".join(pieces))


async def _leading_marks(reader: asyncio.StreamReader) -> bytes:
    """Reads up to the first byte that cannot belong to the end mark, so that the mark is never cut in two."""
    start = bytearray()
    while not _is_whole(start):
        start += await reader.readexactly(1)
        if start[-1] not in _MARKS:
            break
        if len(start) > _MOST_LEADING_MARKS:
            raise NoMail
    return bytes(start)


def _is_whole(start: bytes | bytearray) -> bool:
    return start == b".\r\n" or start.endswith(END)


def _undoubled(data: bytes) -> bytes:
    """The first dot of a line goes (RFC 5321 section 4.5.2); one pass each, as every byte of all mail comes by."""
    content = data[: -len(b".\r\n")]
    if b"\n.." in content:
        content = _DOUBLED_AFTER_LF.sub(b"\n.", content)
    return content.replace(b"\r\n.", b"\r\n").removeprefix(b".")
