"""Recognises the line, or few lines, that introduce a quotation: "On 5 May at 10:30, Clara <…> wrote:"."""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..phrases import folded, read_table

LONGEST = 500  # characters; a longer text is no attribution, and no expression here sees a longer one
MOST_LINES = 6
_MOST_SHORT_WORDS = 12

_TABLE = read_table(Path(__file__).parent / "tables" / "attribution.toml")
_VERBS = _TABLE["verbs"]
_MOST_VERB_WORDS = max(len(verb.split()) for verb in _VERBS)
_VERB_ENDS = frozenset(verb.split()[-1] for verb in _VERBS)
_UNSPACED_VERBS = tuple(verb for verb in _VERBS if verb[0] > "\u2e80")
_OPENERS = _TABLE["openers"]
_FIRST_PERSON = _TABLE["first_person"]
_QUOTING = tuple(f"{phrase} " for phrase in _TABLE["quoting"])

_ADDRESS = re.compile(r"[\w.+'%=/-]{1,100}@[\w.-]{2,100}")
_CLOSING_ADDRESS = re.compile(r"@[\w.-]{2,100}[>)\]]*(?:\s?<mailto:[^>]*>)?[>)\]\s]*:$")
_YEAR_OR_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d年|\d년")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_BEGINS_WITH_DATE = re.compile(r"(?:[^\W\d_]{2,15}\.?,? )?\(?\d")
_EVIDENCE = re.compile(r"[\d<&:：]")  # without one of these, nothing of an attribution can be on the line
_DASHED = re.compile(r"-+ ?(.*[^\s-]) ?-+$")


def plain(line: str) -> str:
    """The line without emphasis marks, entities and spare spaces, case folded; only its first 1,000 characters."""
    return _plain(line[: 2 * LONGEST])


@lru_cache(maxsize=1024)  # text and HTML of a mail, and those of mails in a row, have most of their lines in common
def _plain(line: str) -> str:
    bare = html.unescape(line).replace("*", "").replace("\u200b", "").replace("\ufeff", "")
    return folded(bare).strip("_ ").replace("：", ":")


def may_begin_attribution(line: str, before_quote: bool) -> bool:
    """Whether an attribution could begin here: the line opens like a date, has an address, or ends in ":"."""
    return len(line) <= LONGEST and bool(_EVIDENCE.search(line)) and _may_begin(plain(line), before_quote)


@lru_cache(maxsize=1024)
def _may_begin(line: str, before_quote: bool) -> bool:
    if not line:
        return False
    if _opens_like_date(line) and any(map(str.isdigit, line)):
        return True
    if "<" in line and _ADDRESS.search(line):
        return True
    dated = bool(_YEAR_OR_DATE.search(line))
    return line.endswith(":") and len(line) <= 200 and (before_quote or dated)


def attribution_length(lines: Sequence[str], start: int, *, quote_follows: Sequence[bool]) -> int:
    """How many lines from `start` make up an attribution; 0 when none begins there.

    `quote_follows[i]` says whether the first line with text after line i is marked as quoted.
    """
    if not may_begin_attribution(lines[start], quote_follows[start]):
        return 0
    joined = plain(lines[start])
    parts = [joined]
    for end in range(start, min(start + MOST_LINES, len(lines))):
        if end > start:
            if not (addition := plain(lines[end])) and not _goes_on_after_gap(joined, lines, end):
                return 0
            parts.append(addition)
            joined = f"{joined} {addition}".strip()
        if len(joined) > LONGEST:
            return 0
        if is_attribution(joined, before_quote=quote_follows[end]):
            return 0 if _begins_later(parts, quote_follows[end]) else end - start + 1
        if joined.endswith(":"):
            return 0
    return 0


def is_attribution(text: str, *, before_quote: bool) -> bool:
    """Whether the (plain) text introduces a quotation. Less proof is asked when marked quotation follows."""
    if dashed := _DASHED.match(text):
        text = dashed[1]
    if len(text) > LONGEST or not text:
        return False
    has_address, has_date = bool(_ADDRESS.search(text)), bool(_YEAR_OR_DATE.search(text))
    has_time = bool(_TIME.search(_YEAR_OR_DATE.sub(" ", text)))
    dated = has_date or has_time
    if before_quote and text.endswith(":") and text.startswith(_QUOTING) and len(text.split()) <= _MOST_SHORT_WORDS:
        return True
    if _verb_closes(text):
        if before_quote:
            return text.endswith(":") or dated or has_address
        if any(phrase in text for phrase in _FIRST_PERSON):
            return False
        if dated and _opens_like_date(text):
            return True
        short_and_exact = has_date and has_time and len(text.split()) <= _MOST_SHORT_WORDS
        return (has_address and any(map(str.isdigit, text))) or short_and_exact
    if before_quote and text.endswith(":") and has_address and has_date and len(text.split()) <= _MOST_SHORT_WORDS:
        return True
    if not _opens_like_date(text) or not dated:
        return False
    if _CLOSING_ADDRESS.search(text):
        return has_time or before_quote
    return before_quote and has_address and has_date and len(text.split()) <= _MOST_SHORT_WORDS


def _begins_later(parts: Sequence[str], before_quote: bool) -> bool:
    """Whether the upper lines are the person's text and a later line alone begins the attribution."""
    return any(
        _opens_like_date(parts[index]) and is_attribution(" ".join(parts[index:]), before_quote=before_quote)
        for index in range(1, len(parts))
    )


def _opens_like_date(text: str) -> bool:
    words = text.split(maxsplit=3)
    openers = (" ".join(words[:count]).rstrip(",") for count in (1, 2, 3))
    text = text.lstrip("-> ")
    return bool(_BEGINS_WITH_DATE.match(text)) or any(opener in _OPENERS for opener in openers)


def _goes_on_after_gap(joined: str, lines: Sequence[str], gap: int) -> bool:
    """Some programs put the address on a line of its own, apart by an empty line."""
    following = lines[gap + 1].lstrip() if gap + 1 < len(lines) else ""
    return following.startswith("<") and any(map(str.isdigit, joined))


def _verb_closes(text: str) -> bool:
    """Whether a verb of writing ends the text, or only a name, an address or a date stands after it."""
    body = text.rstrip(": ")
    if not body.isascii() and any(verb in body for verb in _UNSPACED_VERBS):
        return text.endswith(":")
    words = [word.strip(",") for word in body.split()]
    for last in range(len(words), 0, -1):
        if words[last - 1] not in _VERB_ENDS:
            continue
        for size in range(1, min(_MOST_VERB_WORDS, last) + 1):
            if " ".join(words[last - size : last]) in _VERBS:
                rest = " ".join(words[last:])
                named = bool(_ADDRESS.search(rest)) or any(map(str.isdigit, rest)) or '"' in rest
                short_name = len(words) - last <= 3 and words[0][:1].isalnum()
                return not rest or (text.endswith(":") and (named or short_name))
    return False
