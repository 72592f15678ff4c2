"""Subjects with the ticket's number in front, where every mail program and every person finds it."""

from __future__ import annotations

import re

from tuki.kernel.html import plain_line

# "Re:" and "Fwd:" as mail programs of our languages write them, "Re[2]:" and the like included.
_PREFIX = re.compile(
    r"\s*(?:(?:re|aw|sv|vs|fwd?|wg|vl|tr|ответ|отв|відп|пересл)(?:\s?\[\d{1,3}\])?\s?:|\[[A-Z0-9]{1,12}-\d{1,18}\])",
    re.IGNORECASE,
)


def answer_subject(reference: str, subject: str) -> str:
    """`Re: [ACME-1042] subject`, without the prefixes and numbers that gathered in front of it."""
    return f"Re: [{reference}] {bare_subject(subject)}".strip()


def bare_subject(subject: str) -> str:
    """A subject on one line without prefixes of answers and ticket numbers."""
    line = plain_line(subject, 200)
    while match := _PREFIX.match(line):
        line = line[match.end() :].lstrip()
    return line
