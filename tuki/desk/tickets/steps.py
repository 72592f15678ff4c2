"""Where a ticket may go next, as its menu of statuses shows it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import workflow_of


class NextStep(msgspec.Struct, frozen=True):
    """A status that may follow, and what it takes to get there."""

    code: str
    label: str
    needs_resolution: bool
    needs_approval: bool


def steps(ticket: Ticket, names: Mapping[str, str]) -> list[NextStep]:
    """Every status that the workflow lets follow, in its order; no query of its own."""
    ways = workflow_of(ticket.kind_id).ways_from(ticket.status_id)
    return [NextStep(way.target, names[way.target], way.needs_resolution, way.needs_approval) for way in ways]
