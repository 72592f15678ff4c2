"""Queues: the open tickets of a team that nobody has, in the order in which they are given."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Coalesce

from tuki.assignment.order import Waiting, in_order
from tuki.assignment.policies import policy_of
from tuki.kernel import clock
from tuki.tickets.models import Ticket

# Of longer queues only so many of the oldest are put in order; the others follow as these go.
MOST_ORDERED = 2000


def queue_of(team_id: int | None) -> list[int]:
    """The ids of a team's waiting tickets (None: of no team), the next one first. One query."""
    tickets = Ticket.objects.filter(team_id=team_id, is_open=True, assignee=None, trashed_at=None)
    rows = tickets.annotate(since=Coalesce("waiting_since", "opened_at")).order_by("opened_at", "id")
    waiting = [Waiting(*row) for row in rows.values_list("id", "since", "priority")[:MOST_ORDERED]]
    floor = timedelta(minutes=policy_of(team_id).floor_minutes)
    return [each.id for each in in_order(waiting, clock.now(), floor)]
