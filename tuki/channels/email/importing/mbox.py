"""The mbox format as mail programs really write it (RFC 4155, "mboxrd"): mails one after the other in one file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# "From sender date"; some programs write nothing after "From".
_POSTMARK = re.compile(rb"From (?:[ \t]*|.*\d{1,2}:\d\d.*)\r?\n?\Z")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
_QUOTED = re.compile(rb">+From ")
_BLANK = (b"\n", b"\r\n")


def looks_like_mbox(start: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    return _POSTMARK.match(start.split(b"\n", 1)[0] + b"\n") is not None


def mails_of_mbox(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The mails of an mbox, given as its lines, without their postmarks and with quoted "From" lines as they were.

    A postmark counts only after a blank line and before a header field, so that sentences beginning with "From" stay
    in their mail. Keeps one mail in memory at a time.
    """
    mail: list[bytes] = []
    postmark: bytes | None = None
    is_after_blank = True
    for line in lines:
        if postmark is not None:
            if _HEADER.match(line):
                yield from _finished(mail)
                mail = []
            else:
                mail.append(postmark)
            postmark = None
        if is_after_blank and _POSTMARK.match(line):
            postmark, is_after_blank = line, False
            continue
        mail.append(line[1:] if _QUOTED.match(line) else line)
        is_after_blank = line in _BLANK
    yield from _finished(mail)


def _finished(mail: list[bytes]) -> Iterator[bytes]:
    """The mail without the blank line that only separates it from the next."""
    if mail and mail[-1] in _BLANK:
        mail = mail[:-1]
    if mail:
        yield b"".join(mail)
