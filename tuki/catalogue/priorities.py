"""Urgency × impact → priority (ITIL 4): the matrix as data, and what it says."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

# Urgency and impact fall from 1 to 5: very high … none, major … none.
LEVELS = (1, 2, 3, 4, 5)
HIGHEST, HIGH, MEDIUM, LOW = 1, 2, 3, 4
PRIORITIES = (1, 2, 3, 4)

Priority = Annotated[int, Meta(ge=1, le=4)]
Row = tuple[Priority, Priority, Priority, Priority, Priority]


class MatrixDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A row for each urgency, from very high to none; in it a priority (1 critical … 4 low) for each impact, from
    major to none."""

    rows: tuple[Row, Row, Row, Row, Row]

    def priority_of(self, urgency: int, impact: int) -> int:
        """The priority of a ticket; both are 1 to 5."""
        return self.rows[urgency - 1][impact - 1]


# Symmetric: urgency and impact weigh the same, and what nobody judged (medium, medium) is normal.
BUILTIN_MATRIX = MatrixDefinition(
    rows=(
        (1, 1, 2, 2, 3),
        (1, 2, 2, 3, 3),
        (2, 2, 3, 3, 4),
        (2, 3, 3, 4, 4),
        (3, 3, 4, 4, 4),
    )
)


def read_matrix(rows: object) -> MatrixDefinition:
    """A matrix from plain lists. Raises `msgspec.ValidationError` unless there are 5 × 5 priorities from 1 to 4."""
    return msgspec.convert({"rows": rows}, MatrixDefinition)
