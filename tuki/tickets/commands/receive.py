"""Messages from outside that join a ticket, and what they set in motion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save, status_fields
from tuki.tickets.commands.writing import Writing, add_message
from tuki.tickets.events import MessageConfirmed, StatusChanged
from tuki.tickets.models import Message, MessageKind, Ticket
from tuki.tickets.queries import fetch_for_change, messages_visible_to
from tuki.tickets.statuses import ASSIGNED, CLOSED, COMPLETED, IN_PROGRESS, INFORMATION_NEEDED, NEW


@command
def write_as_customer(actor: Actor, reference: str, *, writing: Writing) -> Message:
    """A customer writes on the portal or through the API. Announces `message.added`; may reopen the ticket."""
    ticket = fetched(actor, reference, rules.can_write_as_customer)
    if not writing.text.strip() and not writing.attachment_ids:
        raise Invalid("empty_message", field="text")
    return _join(actor, ticket, writing, author_id=actor.id, is_verified=True)


@command
def receive_message(
    actor: Actor, ticket_id: int, *, writing: Writing, author_id: int | None, is_verified: bool
) -> Message:
    """A door brings a message to a ticket.

    Announces `message.added`. Of a verified participant it is public, and a ticket that waited for the requester or
    was completed goes back to work; of anybody else it is internal until an agent confirms it. Automatic mail
    changes no status and no waiting time.
    """
    if actor.is_person:
        raise Refused("not_allowed")
    return _join(actor, fetch_for_change(actor, ticket_id), writing, author_id=author_id, is_verified=is_verified)


@command
def note_on_ticket(actor: Actor, ticket_id: int, *, writing: Writing, author_id: int | None = None) -> Message:
    """A door leaves an internal note: a report that mail came back, or what an agent wrote by mail.

    Announces `message.added`. Changes no status and no waiting time.
    """
    if actor.is_person:
        raise Refused("not_allowed")
    ticket = fetch_for_change(actor, ticket_id)
    message = add_message(
        actor,
        ticket,
        writing,
        kind=MessageKind.NOTE,
        author_id=author_id,
        is_public=False,
        is_from_desk=author_id is not None,
    )
    save(ticket)
    return message


@command
def confirm_message(actor: Actor, message_id: int) -> Message:
    """An agent says that an unverified message belongs here; it becomes public. Nothing to do when it is already."""
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or not messages_visible_to(actor).filter(pk=message_id).exists():
        raise NotFound()
    ticket = fetched(actor, message.ticket_id, rules.can_reply)
    if not message.is_verified and message.kind == MessageKind.REPLY:
        message.is_verified, message.is_public = True, True
        message.save(update_fields=["is_verified", "is_public"])
        save(ticket)
        announce(actor, MessageConfirmed(subject=ticket.id, message_id=message.id))
    return message


def can_still_join(ticket: Ticket) -> bool:
    """Whether a new message of the requester reopens the ticket; otherwise it opens one that follows it."""
    if ticket.trashed_at is not None:
        return False
    if ticket.closed_at is None:
        return True
    return clock.now() - ticket.closed_at <= timedelta(days=ticket.brand.reopen_within_days)


def _join(actor: Actor, ticket: Ticket, writing: Writing, *, author_id: int | None, is_verified: bool) -> Message:
    message = add_message(
        actor,
        ticket,
        writing,
        kind=MessageKind.REPLY,
        author_id=author_id,
        is_public=is_verified,
        is_from_desk=False,
        is_verified=is_verified,
    )
    if not is_verified or writing.is_automatic:
        save(ticket)
        return message
    values: dict[str, Any] = {"waiting_since": ticket.waiting_since or writing.written_at or clock.now()}
    if ticket.status_id in (INFORMATION_NEEDED, COMPLETED, CLOSED):
        values |= _back_to_work(actor, ticket)
    save(ticket, **values)
    return message


def _back_to_work(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    status = NEW if ticket.assignee_id is None else (ASSIGNED if ticket.status_id == CLOSED else IN_PROGRESS)
    values = status_fields(ticket, status, None)
    announce(actor, StatusChanged(subject=ticket.id, old=ticket.status_id, new=status))
    return values
