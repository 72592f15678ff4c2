"""Recognises signatures: RFC 3676 §4.3 delimiters, drawn rules above contact lines, "Sent from my iPhone"."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from ..phrases import folded, read_table

_TABLE = read_table(Path(__file__).parent / "tables" / "signatures.toml")
_SENT_FROM = tuple(_TABLE["sent_from"])
_DEVICE_STEMS, _EXCUSES = tuple(_TABLE["device_stem"]), _TABLE["excuse"]
_DEVICE, _GREETING, _ANSWERS_BELOW = _TABLE["device"], _TABLE["greeting"], _TABLE["answers_below"]

_LONGEST_SENT_FROM = 80  # characters, without the link
_MOST_SENT_FROM_WORDS = 11
_MOST_CONTACT_LINES = 8
_MOST_UNSURE_LINES = 20
_LONGEST_CONTACT_LINE = 80
_SAFE_LENGTH = 300

_LINK = re.compile(r"[<\[(]\s?(?:https?|mailto):[^>\])\s]*\s?[>\])]|https?://\S+")
_RULE = re.compile(r"_{2,60}|-{3,60}|[—–=*~]{3,60}|(?:\*\s){3,20}")
_CONTACT = re.compile(r"@\w|\+\d|\d{3}[\s-]?\d{2}|https?://|www\.")
_TOKEN = re.compile(r"[\w&.-]+")


def is_delimiter(line: str) -> bool:
    """Whether the line is "-- " or what is left of it when a program dropped the space."""
    return line.strip("\u00a0 \t") == "--" and line.startswith("--")


def is_sent_from(line: str) -> bool:
    """Whether the line is a program's "Sent from my iPhone", not a sentence of the person's."""
    if len(line) > _SAFE_LENGTH or not line.strip():
        return False
    bare = folded(_LINK.sub("", line)).strip(" <>*_-–—.!")
    if len(bare) > _LONGEST_SENT_FROM or not bare.startswith(_SENT_FROM):
        return False
    first, _, more = bare.partition(". ")
    if any(excuse in more for excuse in _EXCUSES):
        bare = first
    if any(sign in bare for sign in (",", ";", ". ", ": ")) or len(bare.split()) > _MOST_SENT_FROM_WORDS:
        return False
    words = [part for word in _TOKEN.findall(bare) for part in (word, *word.split("-"), word.split(".")[0])]
    named = any(word in _DEVICE or word.startswith(_DEVICE_STEMS) for word in words)
    return named or any(name in bare for name in ("iphone", "ipad", "android", "outlook"))


def signature_start(lines: Sequence[str], begin: int, end: int, *, below_quote: bool) -> int:
    """Index in [begin, end) where the signature starts, or `end`. Something must stand above it."""
    for index in range(begin, end):
        line = lines[index]
        if is_delimiter(line):
            if line == "-- " or not _more_than(_MOST_UNSURE_LINES, lines, index + 1, end):
                return index
            continue
        signs = is_sent_from(line) or _is_rule_above_contacts(lines, index, end, below_quote=below_quote)
        if signs and (below_quote or _more_than(0, lines, begin, index)):
            return index
    return end


def announces_answer_below(lines: Sequence[str]) -> bool:
    """Whether the lines above a quotation are only a greeting, or say that the answer stands below."""
    if not 1 <= len(lines) <= 3 or sum(map(len, lines)) > _SAFE_LENGTH:
        return False
    words = f" {folded(' '.join(lines))} "
    for sign in ",.!:;":
        words = words.replace(sign, " ")
    if any(f" {phrase} " in words for phrase in _ANSWERS_BELOW):
        return True
    opening = {" ".join(words.split()[:count]) for count in (1, 2)}
    return len(lines) == 1 and bool(opening & _GREETING) and len(words.split()) <= 6 and "?" not in words


def _is_rule_above_contacts(lines: Sequence[str], index: int, end: int, *, below_quote: bool) -> bool:
    if len(lines[index]) > _SAFE_LENGTH or not _RULE.fullmatch(lines[index].strip()):
        return False
    if index and lines[index - 1].strip() and not below_quote:
        return False
    below = [line for line in lines[index + 1 : index + 40] if line.strip()]
    if _more_than(_MOST_CONTACT_LINES, lines, index + 1, end) or end - index > 40 or not below:
        return False
    if below_quote:
        return True
    short = all(len(line) <= _LONGEST_CONTACT_LINE and line.rstrip()[-1] not in ".?!:" for line in below)
    return short and any(_CONTACT.search(line[:_LONGEST_CONTACT_LINE]) for line in below)


def _more_than(limit: int, lines: Sequence[str], begin: int, end: int) -> bool:
    written = (index for index in range(begin, end) if lines[index].strip())
    return next(islice(written, limit, None), None) is not None
