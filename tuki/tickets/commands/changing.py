"""What every command on a ticket does at its end, and asks at its beginning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce
from tuki.kernel.database.prepared import Slot
from tuki.kernel.database.updating import PreparedUpdate
from tuki.kernel.refusals import Refused
from tuki.tickets.commands.turn import turn_of
from tuki.tickets.events import ApprovalWithdrawn, StatusChanged
from tuki.tickets.models import Approval, ApprovalState, Ticket
from tuki.tickets.queries import fetch_for_change
from tuki.tickets.queries.workflow import stage_of, workflow_of
from tuki.tickets.statuses import OPEN_STAGES

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
    if not values.keys().isdisjoint(("waiting_since", "requester_id", "organisation_id")):
        values["turn_at"] = turn_of(
            values.get("waiting_since", ticket.waiting_since),
            values.get("organisation_id", ticket.organisation_id),
            values.get("requester_id", ticket.requester_id),
        )
    for name, value in values.items():
        setattr(ticket, name, value)
    _update(tuple(values)).run(values, ticket_id=ticket.id)


@cache
def _update(fields: tuple[str, ...]) -> PreparedUpdate:
    return PreparedUpdate(lambda: Ticket.objects.filter(pk=Slot("ticket_id")), *fields)


def moved(
    actor: Actor,
    ticket: Ticket,
    status: str,
    resolution: str | None = None,
    *,
    is_rejection: bool = False,
    by_workflow: bool = False,
) -> dict[str, Any]:
    """The one way into another status: announces `ticket.status_changed` and gives the fields to save.

    An approval that was asked for where the ticket stood is withdrawn.
    """
    announce(
        actor,
        StatusChanged(
            subject=ticket.id,
            old=ticket.status_id,
            new=status,
            resolution=resolution,
            is_rejection=is_rejection,
            by_workflow=by_workflow,
        ),
    )
    if workflow_of(ticket.kind_id).asks_approvals:
        withdraw_pending(actor, ticket)
    return status_fields(ticket, status, resolution)


def resettled(actor: Actor, ticket: Ticket, status: str) -> dict[str, Any]:
    """Into another status because of the workflow; within one stage the times of the ticket stay as they are."""
    is_same_stage = stage_of(ticket.status_id) == stage_of(status)
    kept = ("completed_at", "closed_at", "close_due_at", "resolution_id", "waiting_since") if is_same_stage else ()
    return moved(actor, ticket, status, by_workflow=True) | {name: getattr(ticket, name) for name in kept}


def status_fields(ticket: Ticket, status: str, resolution: str | None) -> dict[str, Any]:
    """The fields that follow a status: open or not, completed and closed times, when it closes by itself."""
    now, stage = clock.now(), stage_of(status)
    values: dict[str, Any] = {"status_id": status, "is_open": stage in OPEN_STAGES, "close_due_at": None}
    if stage == "done":
        values |= {"completed_at": now, "resolution_id": resolution, "waiting_since": None}
        if status == workflow_of(ticket.kind_id).completion:
            values["close_due_at"] = now + timedelta(days=days_to_object(ticket))
    elif stage == "closed":
        values |= {"closed_at": now, "waiting_since": None, "resolution_id": resolution or ticket.resolution_id}
    else:
        values |= {"completed_at": None, "closed_at": None, "resolution_id": None}
    return values


def days_to_object(ticket: Ticket) -> int:
    """How many days of silence close a completed ticket: as its workflow says, else as its brand does."""
    days = workflow_of(ticket.kind_id).close_after_days
    return ticket.brand.close_after_days if days is None else days


def withdraw_pending(actor: Actor, ticket: Ticket) -> None:
    """The approval that was asked for, if any, is asked for no longer; announces `ticket.approval_withdrawn`."""
    pending = Approval.objects.select_for_update().filter(ticket=ticket, state=ApprovalState.PENDING).first()
    if pending is not None:
        pending.state, pending.decided_at = ApprovalState.WITHDRAWN, clock.now()
        pending.save(update_fields=["state", "decided_at"])
        announce(actor, ApprovalWithdrawn(subject=ticket.id, approval_id=pending.id))
