"""A case, unfolded into what happened when: pure, so that it can be shown before anything is brought in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from tuki.imports.mapping import CODED, ColumnMapping
from tuki.imports.sorting import Case, Row

# What may change from row to row, in the order in which a change is played.
CHANGING = ("kind", "category", "urgency", "impact", "priority", "team", "assignee", "status")
# What a case does not begin with, but comes to.
LATER = ("team", "assignee", "status")
USUAL_RESOLUTION = "solved"


class Step(msgspec.Struct, frozen=True):
    """From `at` on, `field` is `value` (a code of this desk, or a name of the source; empty: nothing, nobody)."""

    at: datetime
    field: str
    value: str
    resolution: str = ""


class Story(msgspec.Struct, frozen=True):
    """How a case began, and everything that changed afterwards in order, row by row."""

    opened_at: datetime
    first: dict[str, str]
    steps: list[list[Step]]


def unfolded(case: Case, mapping: ColumnMapping) -> Story:
    """The story of a sound case. What a row does not say stays as it was; times never go back."""
    if case.opened_at is None:
        raise ValueError(f"case {case.key} has no opening")
    first = {field: value for field, value in _said(case.rows[0], mapping).items() if field not in LATER}
    known, steps, last = dict(first), [], case.opened_at
    for row in case.rows:
        last = max(last, row.at)
        steps.append(list(_changes(row, last, known, mapping)))
    return Story(case.opened_at, first, steps)


def _changes(row: Row, at: datetime, known: dict[str, str], mapping: ColumnMapping) -> Iterator[Step]:
    said = _said(row, mapping)
    for field in CHANGING:
        value = said.get(field)
        if value is None or known.get(field, "") == value:
            continue
        known[field] = value
        resolution = said.get("resolution") or USUAL_RESOLUTION
        yield Step(at, field, value, resolution if field == "status" else "")


def _said(row: Row, mapping: ColumnMapping) -> dict[str, str]:
    """Field → code or name; words that are not translated say nothing, but an empty assignee says nobody."""
    said: dict[str, str] = {}
    for field, word in row.values.items():
        value = mapping.values.get(field, {}).get(word, "") if field in CODED else word
        if value or field in ("assignee", "team"):
            said[field] = value
    return said
