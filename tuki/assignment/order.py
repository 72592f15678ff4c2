"""In which order waiting tickets are given: by value and waiting, with a floor under which nobody falls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

# By how much longer a ticket of this priority counts as having waited; normal and low ones go by their turn.
HEAD_STARTS = {1: timedelta(hours=24), 2: timedelta(hours=4)}


class Waiting(msgspec.Struct, frozen=True):
    """A ticket that nobody has: since when it waits, its priority, and the head start of its customer's value."""

    id: int
    since: datetime
    priority: int
    head_start: timedelta = timedelta(0)


def in_order(tickets: Sequence[Waiting], floor: timedelta) -> list[Waiting]:
    """By waiting time and head starts, which together count for `floor` at most.

    So nobody is overtaken by a ticket that began to wait more than `floor` later, however much of value comes: only
    finitely many go before anybody.
    """
    return sorted(tickets, key=lambda each: (_counted_since(each, floor), each.since, each.id))


def _counted_since(ticket: Waiting, floor: timedelta) -> datetime:
    return ticket.since - min(ticket.head_start + HEAD_STARTS.get(ticket.priority, timedelta(0)), floor)
