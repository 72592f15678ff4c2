"""Splits the plain text of a mail into what the person wrote and what only came along."""

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import is_forward_subject, is_rule
from .marks import Mark, MarkedText, mark_lines
from .own import part_own_text, unmarked_quotation_begin

_MOST_LINES = 50_000  # a longer text is no letter: nothing is split off it
_CUTS = (Mark.FORWARD, Mark.ORIGINAL, Mark.BLOCK)


@dataclass(frozen=True, slots=True)
class Reply:
    """The parts of a mail's text, each stripped of empty lines around it and "" when absent.

    `text` is what the person wrote, with the quoted lines answered in between. It is empty when the mail
    holds nothing but quotation; show `quoted` then. `forwarded` is a mail handed on, which must be shown.
    """

    text: str
    quoted: str = ""
    signature: str = ""
    forwarded: str = ""


def split_reply(text: str, *, marker: str | None = None, subject: str = "") -> Reply:
    """The parts of `text`, in time linear in its length.

    `marker` is the desk's own "reply above this line": all from the line holding it is quoted, unless the
    answer stands below it. `subject` tells a forward ("FW: …") from an answer where the text alone cannot.
    When in doubt a line stays in `text`: cutting too much is worse than cutting too little.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    if len(lines) > _MOST_LINES:
        return Reply(_joined(lines))
    lines, below_marker = _cut_at_marker(lines, marker)
    marked = mark_lines(lines)
    end = _own_end(marked, subject)
    above = _above_rules(marked, end)
    kept, quoted, signature = part_own_text(lines[:above], marked.marks[:above])
    forwarded: list[str] = []
    if end < len(lines):
        if _is_forward(marked, end, subject):
            forwarded = lines[end + 1 :] if marked.marks[end] is Mark.FORWARD else lines[end:]
        else:
            quoted += lines[above:]
    return Reply(_joined(kept), _joined(quoted + below_marker), _joined(signature), _joined(forwarded))


def quotation_begin(lines: Sequence[str], *, subject: str = "") -> int | None:
    """Index of the line from which all the rest is quotation below the person's own text; None when it is not so,
    or when what stands below is a mail handed on."""
    marked = mark_lines(lines)
    end = _own_end(marked, subject)
    if end < len(lines) and _is_forward(marked, end, subject):
        return None
    above = _above_rules(marked, end)
    begin = min(above, unmarked_quotation_begin(marked.marks[:above]))
    own = (line for line, mark in zip(lines[:begin], marked.marks, strict=False) if mark is Mark.TEXT)
    return begin if begin < len(lines) and any(not is_rule(line) for line in own) else None


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n \t\u00a0\u200b")


def _cut_at_marker(lines: list[str], marker: str | None) -> tuple[list[str], list[str]]:
    wanted = marker.strip().casefold() if marker else ""
    if not wanted:
        return lines, []
    found = next((index for index, line in enumerate(lines) if wanted in line.casefold()), None)
    if found is None:
        return lines, []
    above = mark_lines(lines[:found]).marks
    if Mark.TEXT in above:
        return lines[:found], lines[found:]
    return [line for line in lines if wanted not in line.casefold()], []


def _own_end(marked: MarkedText, subject: str) -> int:
    """Index of the line where an original or a forwarded mail begins, or the number of lines."""
    written = False
    for index, mark in enumerate(marked.marks):
        written = written or (mark is Mark.TEXT and not is_rule(marked.lines[index]))
        if mark in _CUTS and (written or _is_forward(marked, index, subject)):
            return index
    return len(marked.lines)


def _above_rules(marked: MarkedText, end: int) -> int:
    """Index where empty lines and drawn rules directly above a cut begin: they belong to it."""
    lines = marked.lines
    if end == len(lines):
        return end
    while end and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    return end


def _is_forward(marked: MarkedText, index: int, subject: str) -> bool:
    if marked.marks[index] is Mark.FORWARD:
        return True
    blocks = (marked.blocks.get(at) for at in range(index, index + 3))
    return is_forward_subject(subject, next(filter(None, blocks), None))
