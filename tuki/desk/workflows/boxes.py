"""The measures of a diagram, in pixels, and the boxes in it."""

from __future__ import annotations

import msgspec

WIDTH, HEIGHT, GAP, ROW_GAP = 156.0, 52.0, 82.0, 26.0
LANE, MARGIN = 11.0, 14.0


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A status, or the frame around several; it reaches from `column` to `last_column`."""

    code: str
    lines: tuple[str, ...]
    stage: str
    x: float
    y: float
    width: float
    height: float
    column: int
    last_column: int
    is_here: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def low(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def column_x(column: int) -> float:
    """Where a column begins; the gap before it is the one of the same number."""
    return MARGIN + GAP / 2 + column * (WIDTH + GAP)
