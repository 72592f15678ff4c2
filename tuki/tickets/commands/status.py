"""Where a ticket stands: changing status, completing, confirming, rejecting, closing by time."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, Refused
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save, status_fields
from tuki.tickets.events import StatusChanged
from tuki.tickets.models import Resolution, Status, Ticket, Transition
from tuki.tickets.queries import fetch_for_change
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.statuses import CLOSED, COMPLETED, REJECTED


@command
def change_status(actor: Actor, reference: str, *, status: str, resolution: str | None = None) -> Ticket:
    """Moves the ticket along an allowed transition; completing needs a resolution.

    Announces `ticket.status_changed`. Refuses `unknown_status`, `transition_forbidden`, `resolution_needed`,
    `unknown_resolution`. Nothing to do when it stands there already.
    """
    ticket = fetched(actor, reference, rules.can_change)
    target = Status.objects.filter(pk=status).first()
    if target is None:
        raise Invalid("unknown_status", field="status")
    if ticket.status_id == status:
        return ticket
    if not Transition.objects.filter(source_id=ticket.status_id, target_id=status).exists():
        names = status_names()
        raise Refused("transition_forbidden", old=names[ticket.status_id], new=names[status])
    if target.needs_resolution and not resolution:
        raise Invalid("resolution_needed", field="resolution")
    if resolution and not Resolution.objects.filter(pk=resolution).exists():
        raise Invalid("unknown_resolution", field="resolution")
    return _move(actor, ticket, status, resolution)


@command
def confirm_completion(actor: Actor, reference: str) -> Ticket:
    """The requester is content: the ticket closes. Nothing to do when it is closed already."""
    ticket = fetch_for_change(actor, reference)
    if ticket.status_id == CLOSED:
        return ticket
    return _judge(actor, ticket, CLOSED)


@command
def reject_completion(actor: Actor, reference: str) -> Ticket:
    """The requester is not content: the ticket is rejected and back in work."""
    return _judge(actor, fetch_for_change(actor, reference), REJECTED)


@command
def close_when_due(actor: Actor, ticket_id: int) -> bool:
    """Closes a completed ticket whose time to object has passed; False when that is no longer so."""
    ticket = fetch_for_change(actor, ticket_id)
    if ticket.status_id != COMPLETED or ticket.close_due_at is None or ticket.close_due_at > clock.now():
        return False
    _move(actor, ticket, CLOSED, None)
    return True


def _judge(actor: Actor, ticket: Ticket, status: str) -> Ticket:
    if not rules.can_judge_completion(actor, ticket):
        raise Refused("not_allowed")
    ticket = _move(actor, ticket, status, None)
    if status == REJECTED:
        save(ticket, waiting_since=clock.now())
    return ticket


def _move(actor: Actor, ticket: Ticket, status: str, resolution: str | None) -> Ticket:
    announce(actor, StatusChanged(subject=ticket.id, old=ticket.status_id, new=status, resolution=resolution))
    save(ticket, **status_fields(ticket, status, resolution))
    return ticket
