"""Where the boxes of a diagram stand: a column for each stage, what is framed above what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from textwrap import wrap

import msgspec

from tuki.desk.workflows.arrows import FRAME, Arrow, Conditions, arrows, framed
from tuki.desk.workflows.boxes import GAP, HEIGHT, LANE, MARGIN, ROW_GAP, WIDTH, Box, column_x
from tuki.desk.workflows.routing import Route, routes, top_lanes
from tuki.tickets.workflow import WorkflowDefinition
from tuki.tickets.workflow.definition import STAGES

PADDING, HEAD = 12.0, 44.0
LINE_CHARACTERS, MOST_LINES = 20, 2


class Line(msgspec.Struct, frozen=True):
    """An arrow as an SVG path, and where the number of its conditions stands."""

    path: str
    conditions: Conditions
    is_own: bool
    mark_x: float
    mark_y: float
    is_lit: bool


class Drawing(msgspec.Struct, frozen=True):
    """A whole diagram in pixels; `columns` are the stages with the middles of their columns."""

    width: float
    height: float
    columns: tuple[tuple[str, float], ...]
    frame: Box | None
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(definition: WorkflowDefinition, names: Mapping[str, str], *, here: str = "") -> Drawing:
    """The diagram of a workflow; `here` is the status that is lit, with the arrows that leave it."""
    stages = [stage for stage in STAGES if definition.in_stage(stage)]
    inside = framed(definition)
    found = arrows(definition, inside)
    columns = {each.code: stages.index(each.stage) for each in definition.statuses}
    span = (min(columns[code] for code in inside), max(columns[code] for code in inside)) if inside else (-1, -1)
    above = top_lanes(found, {code: (at, at) for code, at in columns.items()} | {FRAME: span}) * LANE
    boxes = _boxes(definition, names, columns, inside, here, HEAD + PADDING + above)
    frame = _frame([box for box in boxes if box.code in inside])
    placed = {box.code: box for box in boxes} | ({FRAME: frame} if frame else {})
    ways, low = routes(found, placed, top=HEAD, low=max((box.y + box.height for box in placed.values()), default=HEAD))
    return Drawing(
        width=column_x(len(stages)) + MARGIN - GAP / 2,
        height=low + MARGIN,
        columns=tuple((stage, column_x(index) + WIDTH / 2) for index, stage in enumerate(stages)),
        frame=frame,
        boxes=tuple(boxes),
        lines=_lines(found, ways, {here, FRAME} if here in inside else {here}),
    )


def _lines(found: Sequence[Arrow], ways: Sequence[Route], lit: set[str]) -> tuple[Line, ...]:
    return tuple(
        Line(way.path, arrow.conditions, arrow.is_own, way.mark_x, way.mark_y, arrow.source in lit)
        for arrow, way in zip(found, ways, strict=True)
    )


def _boxes(
    definition: WorkflowDefinition,
    names: Mapping[str, str],
    columns: Mapping[str, int],
    inside: Sequence[str],
    here: str,
    top: float,
) -> list[Box]:
    rows, deep = _rows(definition.codes, columns, inside)
    return [
        Box(
            code=each.code,
            lines=_wrapped(names.get(each.code) or each.code),
            stage=each.stage,
            x=column_x(columns[each.code]),
            y=top + rows[each.code] * (HEIGHT + ROW_GAP) + (PADDING if deep and rows[each.code] >= deep else 0),
            width=WIDTH,
            height=HEIGHT,
            column=columns[each.code],
            last_column=columns[each.code],
            is_here=each.code == here,
        )
        for each in definition.statuses
    ]


def _rows(codes: Sequence[str], columns: Mapping[str, int], inside: Sequence[str]) -> tuple[dict[str, int], int]:
    """In which row each status stands, and how many rows the frame takes: nothing else stands between its columns."""
    filled: dict[int, int] = defaultdict(int)
    rows: dict[str, int] = {}

    def place(code: str) -> None:
        rows[code] = filled[columns[code]]
        filled[columns[code]] += 1

    for code in inside:
        place(code)
    deep, spanned = max(filled.values(), default=0), [columns[code] for code in inside]
    for column in range(min(spanned), max(spanned) + 1) if spanned else ():
        filled[column] = deep
    for code in codes:
        if code not in rows:
            place(code)
    return rows, deep


def _frame(inside: Sequence[Box]) -> Box | None:
    if not inside:
        return None
    left, top = min(box.x for box in inside) - PADDING, min(box.y for box in inside) - PADDING
    right, low = max(box.right for box in inside) + PADDING, max(box.low for box in inside) + PADDING
    first, last = min(box.column for box in inside), max(box.column for box in inside)
    return Box(
        code=FRAME, lines=(), stage="", x=left, y=top, width=right - left, height=low - top, column=first,
        last_column=last,
    )  # fmt: skip


def _wrapped(name: str) -> tuple[str, ...]:
    return tuple(wrap(name, LINE_CHARACTERS, max_lines=MOST_LINES, placeholder=" …") or [name])
