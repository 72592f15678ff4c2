"""Parts the person's own lines from quotation and signature, above any original or forwarded mail."""

from collections.abc import Sequence
from enum import Enum

from .marks import Mark
from .quote_lines import is_wrapped_tail
from .signatures import announces_answer_below, signature_start

_SHORT_TAIL = 7  # fewer written lines than this below the only quotation are a signature or a footer
_WRITTEN = (Mark.TEXT, Mark.CODE)
_NOT_OWN = (Mark.QUOTE, Mark.ATTRIBUTION)


class Fate(Enum):
    """Where a line goes."""

    KEPT = "kept"
    QUOTED = "quoted"
    SIGNATURE = "signature"


def part_own_text(lines: Sequence[str], marks: Sequence[Mark]) -> tuple[list[str], list[str], list[str]]:
    """(kept, quoted, signature) lines, each in their order.

    One quotation below the text goes, with a short tail under it; one quotation above the text goes when an
    attribution introduces it; quotation between written lines stays as the context of the answers.
    """
    marks = list(marks)
    fates = [Fate.KEPT] * len(lines)
    first_quoted = next((index for index, mark in enumerate(marks) if mark in _NOT_OWN), len(marks))
    top = [line for line, mark in zip(lines[:first_quoted], marks, strict=False) if mark in _WRITTEN]
    answered_below = not top or announces_answer_below(top)
    _mark_wrapped_tails(lines, marks, below_own_text=not answered_below)
    end = _terminal_attribution(marks)
    fates[end:] = [Fate.QUOTED] * (len(lines) - end)
    _settle_signatures(lines, marks, fates, end)
    _settle_quotes(lines, marks, fates, end, answered_below=answered_below)
    _settle_empty_lines(marks, fates)
    kept, quoted, signature = (
        [line for line, fate in zip(lines, fates, strict=True) if fate is wanted] for wanted in Fate
    )
    return kept, quoted, signature


def unmarked_quotation_begin(marks: Sequence[Mark]) -> int:
    """Index of the attribution from which on nothing is the person's own, or the length."""
    last_written = max((index for index, mark in enumerate(marks) if mark in _WRITTEN), default=-1)
    below = (index for index in range(last_written + 1, len(marks)) if marks[index] is Mark.ATTRIBUTION)
    return min(_terminal_attribution(marks), next(below, len(marks)))


def _terminal_attribution(marks: Sequence[Mark]) -> int:
    """Index of the first attribution below written text that no marked quotation follows, or the length."""
    written = False
    pending: int | None = None
    for index, mark in enumerate(marks):
        if mark is Mark.ATTRIBUTION:
            pending = index if pending is None and written else pending
        elif mark in _WRITTEN:
            if pending is not None:
                return pending
            written = True
        elif mark is Mark.QUOTE:
            pending = None
    return len(marks) if pending is None else pending


def _mark_wrapped_tails(lines: Sequence[str], marks: list[Mark], *, below_own_text: bool) -> None:
    for index in range(1, len(marks) - 1):
        between = marks[index - 1] is Mark.QUOTE and marks[index + 1] is Mark.QUOTE
        stuck = between and marks[index] is Mark.TEXT
        if stuck and is_wrapped_tail(lines[index - 1], lines[index], below_own_text=below_own_text):
            marks[index] = Mark.QUOTE


def _settle_signatures(lines: Sequence[str], marks: Sequence[Mark], fates: list[Fate], end: int) -> None:
    """Each stretch of own lines between quotations may end in a signature."""
    visible = ["code" if mark is Mark.CODE else line for line, mark in zip(lines, marks, strict=True)]
    last_quote = max((index for index in range(end) if marks[index] is Mark.QUOTE), default=-1)
    begin = 0
    for stop in [index for index in range(end) if marks[index] in _NOT_OWN] + [end]:
        if stop > begin:
            below_quote = last_quote >= 0 and begin > last_quote
            start = signature_start(visible, begin, stop, below_quote=below_quote)
            fates[start:stop] = [Fate.SIGNATURE] * (stop - start)
        begin = stop + 1


def _settle_quotes(
    lines: Sequence[str], marks: Sequence[Mark], fates: list[Fate], end: int, *, answered_below: bool
) -> None:
    written = [index for index in range(end) if marks[index] in _WRITTEN and fates[index] is Fate.KEPT]
    introduced = Mark.ATTRIBUTION in marks[:end]
    for index in range(end):
        if marks[index] is Mark.ATTRIBUTION or (not written and marks[index] is Mark.QUOTE):
            fates[index] = Fate.QUOTED
    if not written:
        return
    first, last = written[0], written[-1]
    inner = [index for index in range(first, last) if marks[index] is Mark.QUOTE]
    if introduced and not inner:
        _send(marks, fates, range(first), Fate.QUOTED)
    after = [index for index in range(last + 1, end) if marks[index] is Mark.QUOTE]
    if introduced and not answered_below and _is_one_run(marks, inner) and not after:
        tail = [index for index in written if index > inner[-1]]
        if len(tail) < _SHORT_TAIL and not any("?" in lines[index] for index in tail):
            _send(marks, fates, inner, Fate.QUOTED)
            _send(marks, fates, range(tail[0], last + 1), Fate.SIGNATURE)
    if after and (marks[after[0] - 1] in (Mark.EMPTY, Mark.ATTRIBUTION) or introduced):
        _send(marks, fates, after, Fate.QUOTED)


def _settle_empty_lines(marks: Sequence[Mark], fates: list[Fate]) -> None:
    """Empty lines between two lines that leave together leave with them."""
    above = -1
    for index, mark in enumerate(marks):
        if mark is Mark.EMPTY:
            continue
        if above >= 0 and fates[above] is fates[index] is not Fate.KEPT:
            fates[above + 1 : index] = [fates[index]] * (index - above - 1)
        above = index


def _is_one_run(marks: Sequence[Mark], quotes: Sequence[int]) -> bool:
    """Whether no written line stands between the first and the last of the quoted lines."""
    return bool(quotes) and not any(marks[index] in _WRITTEN for index in range(quotes[0], quotes[-1]))


def _send(marks: Sequence[Mark], fates: list[Fate], indexes: Sequence[int], fate: Fate) -> None:
    for index in indexes:
        if marks[index] is not Mark.EMPTY and fates[index] is Fate.KEPT:
            fates[index] = fate
