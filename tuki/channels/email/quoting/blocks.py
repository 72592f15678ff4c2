"""Recognises where a quoted original or a forwarded mail begins: dashed lines and header blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..phrases import folded, read_table

_TABLES = Path(__file__).parent / "tables"
_LABEL_CLASSES = {label: name for name, labels in read_table(_TABLES / "header_block.toml").items() for label in labels}
_SEPARATORS = read_table(_TABLES / "separators.toml")
_ORIGINAL, _FORWARDED = _SEPARATORS["original"], _SEPARATORS["forwarded"]
_FORWARD_SUBJECT = _SEPARATORS["forward_subject"]
_LONGEST_LABEL = 40
_LONGEST_SEPARATOR = 160
_MOST_BLOCK_LINES = 25
_MOST_FOLDED_LINES = 3

_RULE = re.compile(r"[\s>*]*[-_=~—–*]{3,}[\s*]*")
_EMPHASIS_OR_SPACE = " \t\u00a0*_>"


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A run of header lines inside a text: how many lines it takes and the label it begins with."""

    length: int
    first_label: str


def is_rule(line: str) -> bool:
    """Whether the line is only a drawn rule: "________", "-----", "====="."""
    return len(line) <= 200 and bool(_RULE.fullmatch(line))


def is_original_separator(line: str) -> bool:
    """Whether the line is "-----Original Message-----" in any known language; dashes are required."""
    bare = line.strip(_EMPHASIS_OR_SPACE)
    return _is_dashed(bare) and _inside_dashes(bare) in _ORIGINAL


def is_forward_separator(line: str) -> bool:
    """Whether the line opens a forwarded mail: dashed, or alone with a colon ("Begin forwarded message:")."""
    bare = line.strip(_EMPHASIS_OR_SPACE)
    if len(bare) > _LONGEST_SEPARATOR or not (_is_dashed(bare) or bare.endswith((":", "："))):
        return False
    phrase = _inside_dashes(bare)
    return phrase in _FORWARDED or phrase.startswith("forwarded by ")


def is_forward_subject(subject: str, block: HeaderBlock | None) -> bool:
    """Whether the subject says "forwarded"; "VS:" does in Norwegian and Danish, but is a reply in Finnish."""
    prefix = folded(subject[:_LONGEST_LABEL]).partition(":")[0].strip("[( ")
    if prefix == "vs":
        return block is not None and block.first_label in _SEPARATORS["vs_is_forward_under"]
    return ":" in subject[:_LONGEST_LABEL] and prefix in _FORWARD_SUBJECT


def may_begin_block(line: str) -> bool:
    """Whether the line begins with a label of a header block."""
    return label_of(line) is not None


def header_block_at(lines: Sequence[str], start: int, *, after_rule: bool) -> HeaderBlock | None:
    """The header block that begins at `start`, if one does.

    It must name the sender and two more classes (one more after a drawn rule), among them a subject or an
    address, so that the "From: Oslo, To: Bergen, Date: …" of a travel request stays the person's own text.
    """
    first_label = label_of(lines[start])
    if first_label is None:
        return None
    classes: set[str] = set()
    last, folded_lines, has_address = start, 0, False
    for index in range(start, min(start + _MOST_BLOCK_LINES, len(lines))):
        label = label_of(lines[index])
        if label is not None:
            classes.add(_LABEL_CLASSES[label])
            last, folded_lines = index, 0
        elif not lines[index].strip():
            if index + 1 >= len(lines) or label_of(lines[index + 1]) is None:
                break
        else:
            folded_lines += 1
            if folded_lines > _MOST_FOLDED_LINES:
                break
        has_address = has_address or "@" in lines[index][:500]
    named = "from" in classes and ("subject" in classes or has_address)
    if named and len(classes) >= (2 if after_rule else 3):
        return HeaderBlock(last - start + 1, first_label)
    return None


def label_of(line: str) -> str | None:
    """The folded label of a header line ("From", "Von", …), None when the line has none."""
    head = line[: _LONGEST_LABEL + 20].lstrip(_EMPHASIS_OR_SPACE)[:_LONGEST_LABEL].replace("：", ":")
    label, colon, _ = head.partition(":")
    if not colon:
        return None
    label = folded(label.strip(_EMPHASIS_OR_SPACE))
    return label if label in _LABEL_CLASSES else None


def _is_dashed(bare: str) -> bool:
    return len(bare) <= _LONGEST_SEPARATOR and bare.startswith(("--", "==", "~~", "—", "––", "- -"))


def _inside_dashes(bare: str) -> str:
    return folded(bare.strip(" -=~—–_*:："))
