"""Recognises single lines of quotation, in the forms of today (">") and of older programs; fenced code."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

_QUOTED = re.compile(r"\s{0,8}>")
_PIPED = re.compile(r"\s{0,3}\|")
_NAMED = re.compile(r"\s{0,3}([^\W\d_]{1,20})>(?:\s|$)")
_INITIALS = re.compile(r"\s{0,3}([A-ZА-ЯÄÖÅØÆ]{1,3})>(?:\s|$)")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_LONG_LINE = 60  # characters from which a program may have wrapped a quoted line


def is_quote_line(line: str) -> bool:
    """Whether the line begins with ">"."""
    return bool(_QUOTED.match(line))


def fenced_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines stand inside a closed code fence, the fence lines included."""
    fenced = [False] * len(lines)
    opened: int | None = None
    for index, line in enumerate(lines):
        if not _FENCE.match(line):
            continue
        if opened is None:
            opened = index
        else:
            fenced[opened : index + 1] = [True] * (index + 1 - opened)
            opened = None
    return fenced


def quote_follows_each(lines: Sequence[str], quoted: Sequence[bool]) -> list[bool]:
    """For every line, whether the next line with text is quoted (a "|" counts here)."""
    follows = [False] * len(lines)
    upcoming = False
    for index in range(len(lines) - 1, -1, -1):
        follows[index] = upcoming
        if lines[index].strip():
            upcoming = quoted[index] or bool(_PIPED.match(lines[index]))
    return follows


def old_style_quotes(lines: Sequence[str], begin: int, start: int) -> list[bool]:
    """The run of "| …" and "Clara> …" lines right below the attribution in lines begin … start-1.

    One item per line of the run: whether it is quoted (else it is empty); no items when there is no such run.
    """
    introduced = " ".join(lines[begin:start]).casefold()
    run: list[bool] = []
    for line in islice(lines, start, None):
        quote = bool(_PIPED.match(line)) or _names_someone(line, introduced)
        if not quote and line.strip():
            break
        run.append(quote)
    return run if any(run) else []


def initialled_runs(lines: Sequence[str]) -> Iterator[int]:
    """Indexes of runs of two and more lines quoted by somebody's initials: "CD> …"."""

    def initials(index: int) -> str:
        found = _INITIALS.match(lines[index])
        return found[1] if found else ""

    for name, run in groupby(range(len(lines)), key=initials):
        indexes = list(run)
        if name and len(indexes) > 1:
            yield from indexes


def is_wrapped_tail(above: str, line: str, *, below_own_text: bool) -> bool:
    """Whether `line`, stuck between two quoted lines, is the rest of the quoted line `above`, not an answer.

    Taken only when it goes on in lower case below a long line that asks nothing; below a finished sentence
    only when the person wrote above the quotation already.
    """
    above = above.rstrip()
    if len(above) < _LONG_LINE or above.endswith(("?", ":")) or not line.strip()[:1].islower():
        return False
    return below_own_text or not above.endswith((".", "!", "…"))


def _names_someone(line: str, introduced: str) -> bool:
    named = _NAMED.match(line)
    return named is not None and named[1].casefold() in introduced
