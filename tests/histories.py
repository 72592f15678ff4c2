"""Holds the fold of a ticket's events against its row: what the log says must be what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tuki.kernel.log import events_of
from tuki.tickets.history import TicketAt, replay
from tuki.tickets.models import Ticket

# Field of the fold → field of the row.
SAME = {
    "reference": "reference",
    "brand_id": "brand_id",
    "department_id": "department_id",
    "kind": "kind_id",
    "status": "status_id",
    "priority": "priority",
    "urgency": "urgency",
    "impact": "impact",
    "requester_id": "requester_id",
    "channel": "channel",
    "opened_at": "opened_at",
    "assignee_id": "assignee_id",
    "resolution": "resolution_id",
    "team_id": "team_id",
    "category_id": "category_id",
}


def assert_history_is_kept(ticket_id: int) -> None:
    """The ticket's row says what its events, folded, say."""
    row, told = Ticket.objects.get(pk=ticket_id), replay(events_of("ticket", ticket_id))
    assert told is not None, f"{row.reference} has no opening in its stream"
    said, kept = _said(told), _kept(row)
    different = {name: (said[name], kept[name]) for name in said if said[name] != kept[name]}
    assert not different, f"{row.reference}: the log says, the row keeps: {different}"
    waits = [None if at is None else at.timestamp() for at in (told.waiting_since, row.waiting_since)]
    # The command and its event take the time one after the other.
    assert waits == [None, None] or waits[0] == pytest.approx(waits[1], abs=2), waits


def _said(told: TicketAt) -> dict[str, Any]:
    said = {name: getattr(told, name) for name in SAME}
    return said | {"tags": set(told.tag_ids), "trash": told.is_trashed}


def _kept(row: Ticket) -> dict[str, Any]:
    kept = {name: getattr(row, field) for name, field in SAME.items()}
    tags = set(row.ticket_tags.values_list("tag_id", flat=True))
    return kept | {"tags": tags, "trash": row.trashed_at is not None}
