"""Queues: the open tickets of a team that nobody has, in the order in which they are given."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuki.assignment.order import Waiting, in_order
from tuki.assignment.policies import policy_of
from tuki.tickets.models import Ticket

# Of longer queues only so many of the oldest are put in order; the others follow as these go.
MOST_ORDERED = 2000


def queue_of(team_id: int | None) -> list[int]:
    """The ids of a team's waiting tickets (None: of no team), the next one first. One query."""
    tickets = Ticket.objects.filter(team_id=team_id, is_open=True, assignee=None, trashed_at=None)
    rows = tickets.order_by("opened_at", "id").values_list("id", "priority", "opened_at", "waiting_since", "turn_at")
    waiting = [_waiting(*row) for row in rows[:MOST_ORDERED]]
    floor = timedelta(minutes=policy_of(team_id).floor_minutes)
    return [each.id for each in in_order(waiting, floor)]


def _waiting(
    id_: int, priority: int, opened_at: datetime, waiting_since: datetime | None, turn_at: datetime | None
) -> Waiting:
    """The customer's head start is what their turn is ahead of their waiting."""
    since = waiting_since or opened_at
    return Waiting(id_, since, priority, since - turn_at if turn_at else timedelta(0))
