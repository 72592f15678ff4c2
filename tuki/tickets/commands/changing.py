"""What every command on a ticket does at its end, and asks at its beginning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change
from tuki.tickets.queries.workflow import stage_of
from tuki.tickets.statuses import COMPLETED, OPEN_STAGES

Rule = Callable[[Actor, Ticket], bool]


def fetched(actor: Actor, reference: str | int, rule: Rule) -> Ticket:
    """The locked ticket; refuses `not_found` when unseen and `not_allowed` when the rule says no."""
    ticket = fetch_for_change(actor, reference)
    if not rule(actor, ticket):
        raise Refused("not_allowed")
    return ticket


def save(ticket: Ticket, **values: Any) -> None:
    """Writes the named fields, the times of the change and of the last message, and the next version."""
    values = {
        "updated_at": clock.now(),
        "last_message_at": ticket.last_message_at,
        "version": ticket.version + 1,
        **values,
    }
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))


def status_fields(ticket: Ticket, status: str, resolution: str | None) -> dict[str, Any]:
    """The fields that follow a status: open or not, completed and closed times, when it closes by itself."""
    now, stage = clock.now(), stage_of(status)
    values: dict[str, Any] = {"status_id": status, "is_open": stage in OPEN_STAGES, "close_due_at": None}
    if status == COMPLETED:
        values |= {
            "completed_at": now,
            "resolution_id": resolution,
            "waiting_since": None,
            "close_due_at": now + timedelta(days=ticket.brand.close_after_days),
        }
    elif stage == "closed":
        values |= {"closed_at": now, "waiting_since": None}
    else:
        values |= {"completed_at": None, "closed_at": None, "resolution_id": None}
    return values
