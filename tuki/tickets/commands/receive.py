"""Messages from outside that join a ticket, and what they set in motion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tuki.catalogue.queries import usual_kind
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.tickets import history, rules
from tuki.tickets.commands.changing import fetched, moved, save
from tuki.tickets.commands.link import link_follow_up
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.writing import Writing, add_message
from tuki.tickets.events import MessageConfirmed
from tuki.tickets.models import Message, MessageKind, Ticket
from tuki.tickets.queries import fetch_for_change, messages_visible_to
from tuki.tickets.queries.workflow import stage_of, workflow_of


@command
def write_as_customer(actor: Actor, reference: str, *, writing: Writing) -> Message:
    """A customer writes on the portal or through the API.

    Announces `message.added`; may reopen the ticket. Where a closed one is not reopened, they open a ticket that
    follows it, and the message is the first of that one.
    """
    ticket = fetched(actor, reference, rules.can_write_as_customer)
    if not writing.text.strip() and not writing.attachment_ids:
        raise Invalid("empty_message", field="text")
    if not can_still_join(ticket):
        return _follow_up(actor, ticket, writing)
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
    """An agent says that an unverified message belongs here: it becomes public, and its writer waits for us.

    Announces `message.confirmed`. Nothing to do when it is public already.
    """
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or not messages_visible_to(actor).filter(pk=message_id).exists():
        raise NotFound()
    ticket = fetched(actor, message.ticket_id, rules.can_reply)
    if not message.is_verified and message.kind == MessageKind.REPLY:
        message.is_verified, message.is_public = True, True
        message.save(update_fields=["is_verified", "is_public"])
        confirmed = MessageConfirmed(subject=ticket.id, message_id=message.id)
        announce(actor, confirmed)
        save(ticket, waiting_since=history.after(ticket.id, confirmed).waiting_since)
    return message


def can_still_join(ticket: Ticket) -> bool:
    """Whether a new message of the requester may reopen the ticket; otherwise it opens one that follows it.

    A brand decides: replies reopen within its days, or a closed ticket stays closed.
    """
    if ticket.trashed_at is not None:
        return False
    if ticket.closed_at is None:
        return True
    if not ticket.brand.reopens_closed:
        return False
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
    values |= _back_to_work(actor, ticket)
    save(ticket, **values)
    return message


def _back_to_work(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Out of waiting for the requester, completed and closed; nothing for a ticket that is worked on anyway."""
    workflow, stage = workflow_of(ticket.kind_id), stage_of(ticket.status_id)
    if stage not in ("customer", "closed") and ticket.status_id != workflow.completion:
        return {}
    working = workflow.reopened if stage == "closed" else workflow.answered
    place = workflow.initial if ticket.assignee_id is None else working
    return moved(actor, ticket, place) if place != ticket.status_id else {}


def _follow_up(actor: Actor, ticket: Ticket, writing: Writing) -> Message:
    assert actor.id is not None  # whoever writes as a customer is a person
    follower = open_ticket(
        actor,
        department_id=ticket.department_id,
        requester_id=actor.id,
        subject=ticket.subject,
        writing=writing,
        kind=usual_kind(ticket.kind_id),
    )
    link_follow_up(actor, follower.id, earlier_id=ticket.id)
    return Message.objects.select_related("ticket").get(ticket=follower)
