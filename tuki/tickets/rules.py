"""Questions about a ticket that buttons, the API and commands ask alike."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.tickets import permissions
from tuki.tickets.models import Message, Ticket
from tuki.tickets.queries.workflow import workflow_of


def can_reply(actor: Actor, ticket: Ticket) -> bool:
    """Answer the requester as an agent."""
    return _works_on(actor, ticket, permissions.REPLY)


def can_note(actor: Actor, ticket: Ticket) -> bool:
    """Write an internal note."""
    return _works_on(actor, ticket, permissions.NOTE)


def can_assign(actor: Actor, ticket: Ticket) -> bool:
    """Take the ticket, or give it to somebody."""
    return _works_on(actor, ticket, permissions.ASSIGN)


def can_escalate(actor: Actor, ticket: Ticket) -> bool:
    """Give an open ticket to another line with a note, and give it back."""
    return ticket.is_open and can_assign(actor, ticket) and can_note(actor, ticket)


def can_change(actor: Actor, ticket: Ticket) -> bool:
    """Change its fields."""
    return _works_on(actor, ticket, permissions.CHANGE)


def can_set_urgency(actor: Actor, ticket: Ticket) -> bool:
    """Say how urgent it is: agents either way, the requester only more urgent (see `change_urgency`)."""
    is_requester = not actor.is_staff and actor.id == ticket.requester_id
    return can_change(actor, ticket) or (is_requester and ticket.is_open and ticket.trashed_at is None)


def can_approve(actor: Actor, ticket: Ticket) -> bool:
    """Agree that a ticket goes on where its workflow asks for that; never one's own wish."""
    return _works_on(actor, ticket, permissions.APPROVE)


def can_transfer(actor: Actor, ticket: Ticket) -> bool:
    """Hand it to another department."""
    return _works_on(actor, ticket, permissions.TRANSFER)


def can_trash(actor: Actor, ticket: Ticket) -> bool:
    """Put it into the trash or take it out."""
    return actor.holds(permissions.TRASH, ticket.department_id)


def can_write_as_customer(actor: Actor, ticket: Ticket) -> bool:
    """Write into the conversation from outside: the requester, a confirmed cc, or their organisation's viewer."""
    return not actor.is_staff and ticket.trashed_at is None


def can_judge_completion(actor: Actor, ticket: Ticket) -> bool:
    """Confirm or reject a completion."""
    return ticket.status_id == (workflow_of(ticket.kind_id).completion or None) and (
        actor.id == ticket.requester_id or actor.holds(permissions.CHANGE, ticket.department_id)
    )


def can_take_back(actor: Actor, message: Message) -> bool:
    """Take one's own reply back before it leaves."""
    return message.author_id == actor.id and message.held_until is not None and message.held_until > clock.now()


def _works_on(actor: Actor, ticket: Ticket, permission: str) -> bool:
    return ticket.trashed_at is None and actor.holds(permission, ticket.department_id)
