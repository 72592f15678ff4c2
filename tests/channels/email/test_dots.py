"""Dots at the beginning of lines (RFC 5321 section 4.5.2), from programs that end lines well or badly (F038)."""

from __future__ import annotations

import asyncio

import pytest

from tuki.channels.email.listeners.data import read_data


def read(sent: bytes) -> bytes:
    """What `read_data` makes of these bytes after DATA."""

    async def reading() -> bytes:
        reader = asyncio.StreamReader()
        reader.feed_data(sent)
        reader.feed_eof()
        return await read_data(reader, most=1000, progress=lambda: None)

    return asyncio.run(reading())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"a\r\n..b\r\n", b"a\r\n.b\r\n"),
        (b"a\r\n.b\r\n", b"a\r\nb\r\n"),
        (b"a\r\n...b\r\n", b"a\r\n..b\r\n"),
        (b"a\r\n..\r\n..\r\n", b"a\r\n.\r\n.\r\n"),
        (b"..a\r\n", b".a\r\n"),
        (b".a\r\n", b"a\r\n"),
        (b"a\n..b\n...c\r\n", b"a\n.b\n..c\r\n"),
        (b"a\n.b\r\n", b"a\n.b\r\n"),
        (b"a..b\r..c\r\n", b"a..b\r..c\r\n"),
    ],
)
def test_a_line_loses_the_dot_that_its_sender_added(sent, kept):
    assert read(sent + b".\r\n") == kept
