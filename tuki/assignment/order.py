"""In which order waiting tickets are given: value and waiting, with a floor under which nobody falls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

# How much faster a ticket of this priority moves up; 4 (low) moves up too.
PRIORITY_WEIGHTS = {1: 8, 2: 4, 3: 2, 4: 1}

# Counted as waited already, so that a critical ticket need not wait before its weight tells.
HEAD_START = timedelta(hours=1)


class Waiting(msgspec.Struct, frozen=True):
    """A ticket that nobody has: since when it waits, its priority, and what its customer's value weighs (1 or more)."""

    id: int
    since: datetime
    priority: int
    value: int = 1


def in_order(tickets: Sequence[Waiting], now: datetime, floor: timedelta) -> list[Waiting]:
    """Who waited for `floor` or longer first, in order of waiting; then by (waiting time + head start) × priority × value.

    No ticket is overtaken for ever: at the latest after the floor only those go before it that wait longer.
    """
    return sorted(tickets, key=lambda each: _place(each, now, floor))


def _place(ticket: Waiting, now: datetime, floor: timedelta) -> tuple[bool, float, datetime, int]:
    waited = now - ticket.since
    if waited >= floor:
        return False, 0.0, ticket.since, ticket.id
    weight = PRIORITY_WEIGHTS[ticket.priority] * max(1, ticket.value)
    return True, -(waited + HEAD_START).total_seconds() * weight, ticket.since, ticket.id
