"""Automatic answers that no header marks: known by the subject, or by a subject and the first words together."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..phrases import folded, read_table
from ..quoting import split_reply

_PHRASES = read_table(Path(__file__).parent / "tables" / "auto_reply.toml")
_ANSWER_PREFIXES = _PHRASES["answer_prefix"]
_SUBJECT, _WEAK_SUBJECT = _PHRASES["subject_prefix"], _PHRASES["weak_subject"]
_FIRST_LINES = 600
_FIRST_WORDS = 200
_LONGEST_NOTICE = 1500  # characters; a longer text with these words in it is somebody's own letter
_TAG = re.compile(r"^[\[(]([^\])]{1,30})[\])]\s*(?=\w)|\s*[\[(]([^\])]{1,30})[\])]$")


def subject_marks(subject: str, text: str, *, is_answer: bool = False) -> Iterator[str]:
    """Subjects of absence notes: "Automatic reply: …", or a weaker one ("Urlaub") that the text confirms.

    `is_answer` says that the mail refers to an earlier one; then a text that begins by calling itself automatic
    is enough. A subject that only mentions an absence needs a writer who speaks of their own and asks nothing.
    """
    whole, tags = _without_tags(folded(subject[:500]))
    prefix, colon, _ = whole.replace("：", ":").partition(":")
    prefix = _without_answer_prefix(prefix.strip("[]() "))
    if (colon and prefix in _SUBJECT) or tags & _SUBJECT:
        yield "auto_reply_subject"
    elif prefix in _WEAK_SUBJECT or prefix in _SUBJECT:
        if _has(_PHRASES["absence"], folded(text[:_FIRST_LINES])):
            yield "absence_text"
    elif _is_confirmed(whole, text, is_answer=is_answer):
        yield "absence_text"


def _is_confirmed(subject: str, text: str, *, is_answer: bool) -> bool:
    head = folded(text[:_FIRST_WORDS])
    acknowledges = is_answer or _has(_PHRASES["acknowledgement"], subject)
    if acknowledges and _has(_PHRASES["calls_itself_automatic"], head):
        return True
    if not _has(_PHRASES["own_absence"], head):
        return False
    if not subject.startswith(tuple(_PHRASES["machine_opening"])) and not _has(_PHRASES["mentions_absence"], subject):
        return False
    own = split_reply(text[: 2 * _LONGEST_NOTICE]).text
    return "?" not in own and len(own) <= _LONGEST_NOTICE


def _without_tags(subject: str) -> tuple[str, set[str]]:
    """The subject without what gateways and programs put in brackets around it, and those tags."""
    tags: set[str] = set()
    while found := _TAG.search(subject):
        tags.add((found[1] or found[2]).strip())
        subject = subject[: found.start()] + subject[found.end() :]
    return subject.strip("[]*.! "), tags


def _without_answer_prefix(prefix: str) -> str:
    """ "out of office re" is "out of office"; "re" alone stays."""
    first, _, last = prefix.rpartition(" ")
    return first if first and last in _ANSWER_PREFIXES else prefix


def _has(phrases: frozenset[str], text: str) -> bool:
    return any(phrase in text for phrase in phrases)
