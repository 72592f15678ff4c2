"""Approvals: a transition that somebody else must agree to."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import truncate
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused
from tuki.tickets import rules
from tuki.tickets.commands.changing import moved, save
from tuki.tickets.events import ApprovalAsked, ApprovalDeclined, ApprovalGranted, ApprovalWithdrawn
from tuki.tickets.models import Approval, ApprovalState, Ticket
from tuki.tickets.queries import fetch_for_change
from tuki.tickets.queries.workflow import workflow_of

LONGEST_COMMENT = 2000


def ask_approval(actor: Actor, ticket: Ticket, *, target: str, resolution: str | None) -> Approval:
    """Within a running command: the ticket waits where it stands until somebody agrees.

    Announces `ticket.approval_asked`. Refuses `approval_pending` when somebody asked before.
    """
    if Approval.objects.filter(ticket=ticket, state=ApprovalState.PENDING).exists():
        raise Conflict("approval_pending")
    approval = Approval.objects.create(
        ticket=ticket,
        source_id=ticket.status_id,
        target_id=target,
        resolution_id=resolution or None,
        asker_id=actor.id if actor.is_person else None,
        asked_at=clock.now(),
    )
    announce(
        actor,
        ApprovalAsked(subject=ticket.id, approval_id=approval.id, source=ticket.status_id, target=target),
    )
    save(ticket)
    return approval


@command
def grant_approval(actor: Actor, approval_id: int, *, comment: str = "") -> Ticket:
    """Somebody else agrees: the ticket goes on. Announces `ticket.approval_granted` and `ticket.status_changed`.

    Refuses `not_allowed` to who may not approve in the department, `own_approval` to the asker, `approval_decided`, and
    `transition_forbidden_now` when the workflow no longer has that way.
    """
    ticket, approval = _pending(actor, approval_id)
    _insist_approver(actor, ticket, approval)
    if workflow_of(ticket.kind_id).way(ticket.status_id, approval.target_id) is None:
        raise Refused("transition_forbidden_now")
    _decide(actor, approval, ApprovalState.GRANTED, comment)
    announce(actor, ApprovalGranted(subject=ticket.id, approval_id=approval.id))
    save(ticket, **moved(actor, ticket, approval.target_id, approval.resolution_id))
    return ticket


@command
def decline_approval(actor: Actor, approval_id: int, *, reason: str) -> Ticket:
    """Somebody else does not agree, and says why: the ticket stays where it is. Announces `ticket.approval_declined`.

    Refuses what `grant_approval` refuses, and `required` without a reason.
    """
    ticket, approval = _pending(actor, approval_id)
    _insist_approver(actor, ticket, approval)
    if not reason.strip():
        raise Invalid("required", field="reason")
    _decide(actor, approval, ApprovalState.DECLINED, reason)
    announce(actor, ApprovalDeclined(subject=ticket.id, approval_id=approval.id))
    save(ticket)
    return ticket


@command
def withdraw_approval(actor: Actor, approval_id: int) -> Ticket:
    """Whoever asked, or another who may change the ticket, asks no longer. Announces `ticket.approval_withdrawn`."""
    ticket, approval = _pending(actor, approval_id)
    if not rules.can_change(actor, ticket):
        raise Refused("not_allowed")
    _decide(actor, approval, ApprovalState.WITHDRAWN, "")
    announce(actor, ApprovalWithdrawn(subject=ticket.id, approval_id=approval.id))
    save(ticket)
    return ticket


def _pending(actor: Actor, approval_id: int) -> tuple[Ticket, Approval]:
    """The locked ticket and its approval; the ticket first, as in every command, so that no two wait for each other."""
    ticket_id = Approval.objects.filter(pk=approval_id).values_list("ticket_id", flat=True).first()
    if ticket_id is None:
        raise NotFound()
    ticket = fetch_for_change(actor, ticket_id)
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    if not actor.is_staff and not actor.is_trusted:
        raise NotFound()
    if approval.state != ApprovalState.PENDING:
        raise Conflict("approval_decided")
    return ticket, approval


def _insist_approver(actor: Actor, ticket: Ticket, approval: Approval) -> None:
    if not rules.can_approve(actor, ticket):
        raise Refused("not_allowed")
    if actor.is_person and actor.id == approval.asker_id:
        raise Refused("own_approval")


def _decide(actor: Actor, approval: Approval, state: ApprovalState, comment: str) -> None:
    approval.state, approval.decided_at = state, clock.now()
    approval.decider_id = actor.id if actor.is_person else None
    approval.comment = truncate(comment.strip(), LONGEST_COMMENT)
    approval.save(update_fields=["state", "decided_at", "decider", "comment"])
