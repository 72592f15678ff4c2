"""The place of waiting tickets in the order by value and waiting; changed by events only, never at reading."""

from __future__ import annotations

from datetime import datetime

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.people.customers.queries import is_weighing, weights_of
from tuki.people.customers.weight import head_start
from tuki.tickets.models import Ticket

PORTION = 500
JOB = "tickets.place_waiting"


def turn_of(waiting_since: datetime | None, organisation_id: int | None, requester_id: int) -> datetime | None:
    """When the customer would have begun to wait if all weighed the same; None while nobody waits.

    One query, none on a desk where no tier weighs.
    """
    if waiting_since is None or not is_weighing():
        return waiting_since
    customer = (organisation_id, requester_id)
    return waiting_since - head_start(weights_of([customer])[customer])


@command
def place_waiting(actor: Actor, *, after_id: int = 0) -> int | None:
    """The next open waiting tickets find their place after weights changed; the last id, None at the end.

    Announces nothing: it follows from what was announced of the customer. Twice is harmless.
    """
    waiting = Ticket.objects.filter(is_open=True, trashed_at=None, waiting_since__isnull=False, id__gt=after_id)
    rows = list(waiting.order_by("id").select_for_update(of=("self",))[:PORTION])
    place_anew(rows)
    return rows[-1].id if len(rows) == PORTION else None


def place_anew(tickets: list[Ticket]) -> None:
    """Within a running command: these waiting tickets get the place that their customers' weights give now."""
    weights = weights_of((each.organisation_id, each.requester_id) for each in tickets)
    moved = []
    for ticket in tickets:
        assert ticket.waiting_since is not None
        turn = ticket.waiting_since - head_start(weights[ticket.organisation_id, ticket.requester_id])
        if ticket.turn_at != turn:
            ticket.turn_at = turn
            moved.append(ticket)
    Ticket.objects.bulk_update(moved, ["turn_at"], batch_size=100)
