"""Gives every line of a mail its mark: written text, empty, quoted, attribution, or the start of a cut."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from .attribution import attribution_length, may_begin_attribution
from .blocks import (
    HeaderBlock,
    header_block_at,
    is_forward_separator,
    is_original_separator,
    is_rule,
    label_of,
    may_begin_block,
)
from .quote_lines import fenced_lines, initialled_runs, is_quote_line, old_style_quotes, quote_follows_each

_MOST_TRIES = 1000  # lines that look like an attribution or a header; a mail with more was made to be slow

_MOST_LABELS = 4  # between a rule and an attribution


class Mark(Enum):
    """What a line is. ORIGINAL, BLOCK and FORWARD stand where a cut to the end may be made."""

    TEXT = "text"
    CODE = "code"
    EMPTY = "empty"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    ORIGINAL = "original"
    BLOCK = "block"
    FORWARD = "forward"


@dataclass(slots=True)
class MarkedText:
    """The lines, their marks, and the header blocks by the line they begin on."""

    lines: Sequence[str]
    marks: list[Mark] = field(default_factory=list)
    blocks: dict[int, HeaderBlock] = field(default_factory=dict)


def mark_lines(lines: Sequence[str]) -> MarkedText:
    """Marks every line, in linear time; fenced code is always the person's own."""
    fenced = fenced_lines(lines)
    quoted = [not code and is_quote_line(line) for line, code in zip(lines, fenced, strict=True)]
    follows = quote_follows_each(lines, quoted)
    tries = _MOST_TRIES
    marked = MarkedText(lines)
    while (index := len(marked.marks)) < len(lines):
        mark = _simple_mark(lines[index], code=fenced[index], quoted=quoted[index])
        if mark is Mark.QUOTE and _opens_quoted_forward(marked, index):
            mark = Mark.FORWARD
        if mark is not Mark.TEXT or not tries or not _may_be_more(lines[index], follows[index]):
            marked.marks.append(mark)
            continue
        tries -= 1
        if not (_mark_block(marked, index) or _mark_attribution(marked, index, follows)):
            marked.marks.append(mark)
    if Mark.ATTRIBUTION in marked.marks:
        _mark_initialled(marked)
    return marked


def _may_be_more(line: str, before_quote: bool) -> bool:
    return may_begin_block(line) or may_begin_attribution(line, before_quote)


def _simple_mark(line: str, *, code: bool, quoted: bool) -> Mark:
    if code:
        return Mark.CODE
    if quoted:
        return Mark.QUOTE
    if not line.strip():
        return Mark.EMPTY
    if is_forward_separator(line):
        return Mark.FORWARD
    return Mark.ORIGINAL if is_original_separator(line) else Mark.TEXT


def _mark_block(marked: MarkedText, index: int) -> bool:
    block = header_block_at(marked.lines, index, after_rule=_rule_above(marked.lines, index))
    if block is None:
        return False
    marked.blocks[index] = block
    marked.marks.extend([Mark.BLOCK] * block.length)
    return True


def _mark_attribution(marked: MarkedText, index: int, follows: Sequence[bool]) -> bool:
    length = attribution_length(marked.lines, index, quote_follows=follows)
    labels = _labels_above(marked.lines, index) if length else 0
    if labels:
        begin = index - labels
        marked.blocks[begin] = HeaderBlock(labels + length, label_of(marked.lines[begin]) or "")
        marked.marks[begin:] = [Mark.BLOCK] * (labels + length)
        return True
    marked.marks.extend([Mark.ATTRIBUTION] * length)
    if length:
        below = old_style_quotes(marked.lines, index, index + length)
        marked.marks.extend(Mark.QUOTE if quote else Mark.EMPTY for quote in below)
    return bool(length)


def _labels_above(lines: Sequence[str], index: int) -> int:
    """How many header lines stand between a drawn rule and the attribution below them (Yandex on telephones)."""
    begin = index
    while begin and index - begin < _MOST_LABELS and label_of(lines[begin - 1]):
        begin -= 1
    return index - begin if begin < index and begin and is_rule(lines[begin - 1]) else 0


def _opens_quoted_forward(marked: MarkedText, index: int) -> bool:
    """Whether a quotation opens here that says it is a mail handed on; Apple Mail quotes what it forwards."""
    if not is_forward_separator(marked.lines[index]):
        return False
    above = next((mark for mark in reversed(marked.marks) if mark is not Mark.EMPTY), Mark.TEXT)
    return above is Mark.TEXT


def _mark_initialled(marked: MarkedText) -> None:
    for index in initialled_runs(marked.lines):
        if marked.marks[index] is Mark.TEXT:
            marked.marks[index] = Mark.QUOTE


def _rule_above(lines: Sequence[str], index: int) -> bool:
    for above in range(index - 1, max(index - 3, -1), -1):
        if lines[above].strip():
            return is_rule(lines[above]) or is_original_separator(lines[above])
    return False
