"""Where a ticket stands: changing status, completing, confirming, rejecting, closing by time."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid, Refused
from tuki.tickets import rules
from tuki.tickets.commands.approval import ask_approval
from tuki.tickets.commands.changing import fetched, moved, save
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change
from tuki.tickets.queries.relatives import open_children
from tuki.tickets.queries.workflow import resolution_names, stage_of, stages, status_names, workflow_of
from tuki.tickets.workflow import TransitionDefinition, WorkflowDefinition


@command
def change_status(actor: Actor, reference: str, *, status: str, resolution: str | None = None) -> Ticket:
    """Moves the ticket along a transition of its workflow, or asks for the approval that this needs.

    Announces `ticket.status_changed` or `ticket.approval_asked`. Refuses `unknown_status`, `transition_forbidden` (with
    the statuses that are allowed), `resolution_needed`, `unknown_resolution`, `children_open`, `approval_pending`.
    Nothing to do when it stands there already.
    """
    ticket = fetched(actor, reference, rules.can_change)
    if status not in stages():
        raise Invalid("unknown_status", field="status")
    if ticket.status_id == status:
        return ticket
    workflow = workflow_of(ticket.kind_id)
    way = workflow.way(ticket.status_id, status)
    if way is None:
        raise _forbidden(workflow, ticket, status)
    insist_conditions(actor, ticket, way, resolution)
    if way.needs_approval:
        ask_approval(actor, ticket, target=status, resolution=resolution)
    else:
        save(ticket, **moved(actor, ticket, status, resolution))
    return ticket


@command
def confirm_completion(actor: Actor, reference: str) -> Ticket:
    """The requester is content: the ticket closes. Nothing to do when it is closed already."""
    ticket = fetch_for_change(actor, reference)
    if stage_of(ticket.status_id) != "closed":
        _insist_judge(actor, ticket)
        save(ticket, **moved(actor, ticket, workflow_of(ticket.kind_id).confirmed, ticket.resolution_id))
    return ticket


@command
def reject_completion(actor: Actor, reference: str) -> Ticket:
    """The requester is not content: the ticket is rejected and back in work."""
    ticket = fetch_for_change(actor, reference)
    _insist_judge(actor, ticket)
    values = moved(actor, ticket, workflow_of(ticket.kind_id).rejected, is_rejection=True)
    save(ticket, **values | {"waiting_since": clock.now()})
    return ticket


@command
def close_when_due(actor: Actor, ticket_id: int) -> bool:
    """Closes a completed ticket whose time to object has passed; False when that is no longer so."""
    ticket = fetch_for_change(actor, ticket_id)
    workflow = workflow_of(ticket.kind_id)
    is_due = ticket.close_due_at is not None and ticket.close_due_at <= clock.now()
    if not workflow.completion or ticket.status_id != workflow.completion or not is_due:
        return False
    save(ticket, **moved(actor, ticket, workflow.confirmed, ticket.resolution_id))
    return True


def insist_conditions(actor: Actor, ticket: Ticket, way: TransitionDefinition, resolution: str | None) -> None:
    """Refuses `resolution_needed`, `unknown_resolution` and `children_open`, as far as the transition says so."""
    if way.needs_resolution and not resolution:
        raise Invalid("resolution_needed", field="resolution")
    if resolution and resolution not in resolution_names():
        raise Invalid("unknown_resolution", field="resolution")
    if way.needs_closed_children and (children := open_children(actor, ticket)):
        raise Refused("children_open", children=", ".join(children))


def _insist_judge(actor: Actor, ticket: Ticket) -> None:
    if not rules.can_judge_completion(actor, ticket):
        raise Refused("not_allowed")


def _forbidden(workflow: WorkflowDefinition, ticket: Ticket, status: str) -> Refused:
    names = status_names()
    allowed = [names[each.target] for each in workflow.ways_from(ticket.status_id)]
    values = {"old": names[ticket.status_id], "new": names[status]}
    if not allowed:
        return Refused("status_final", **values)
    return Refused("transition_forbidden", **values, allowed=", ".join(allowed))
