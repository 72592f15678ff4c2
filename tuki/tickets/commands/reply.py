"""Answers and notes of agents, and taking an answer back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused
from tuki.tickets import history, rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.commands.watch import add_cc, watch_as_mentioned
from tuki.tickets.commands.writing import add_message, from_agent
from tuki.tickets.events import MessageTakenBack
from tuki.tickets.models import Draft, Message, MessageKind, ReplyType
from tuki.tickets.queries import fetch_for_change, messages_visible_to
from tuki.tickets.queries.workflow import stage_of


@command
def reply_to_ticket(
    actor: Actor,
    reference: str,
    *,
    text: str = "",
    html: str = "",
    attachment_ids: Sequence[int] = (),
    cc: Sequence[str] = (),
    undo_seconds: int = 0,
    seen_message_id: int | None = None,
    reply_type: str = ReplyType.ANSWER,
    channel: str = "web",
) -> Message:
    """An agent answers the requester and the confirmed cc. What a rule answers is automatic: the requester waits on.

    Announces `message.added`; the answer leaves by the requester's channel once `undo_seconds` have passed.
    Refuses `ticket_closed`, `empty_message`, `no_recipient`, `invalid` for a reply type that is none, and
    `newer_messages` (Conflict) when somebody else wrote after `seen_message_id`.
    """
    ticket = fetched(actor, reference, rules.can_reply)
    if stage_of(ticket.status_id) == "closed":
        raise Refused("ticket_closed")
    if not ticket.requester.email:
        raise Refused("no_recipient")
    if reply_type not in ReplyType.values:
        raise Invalid("invalid", field="reply_type")
    writing = from_agent(text=text, html=html, attachment_ids=attachment_ids, channel=channel)
    writing = msgspec.structs.replace(writing, reply_type=str(reply_type), is_automatic=actor.person_id is None)
    _insist_seen(actor, ticket.id, seen_message_id)
    for address in cc:
        add_cc(actor, ticket, address)
    message = add_message(
        actor,
        ticket,
        writing,
        kind=MessageKind.REPLY,
        author_id=actor.person_id,
        is_public=True,
        is_from_desk=True,
        held_until=clock.now() + timedelta(seconds=undo_seconds) if undo_seconds else None,
    )
    save(ticket, **({} if writing.is_automatic else {"waiting_since": None}))
    _forget_draft(actor, ticket.id, MessageKind.REPLY)
    return message


@command
def add_note(
    actor: Actor,
    reference: str,
    *,
    text: str = "",
    html: str = "",
    attachment_ids: Sequence[int] = (),
    mentions: Sequence[int] = (),
    channel: str = "web",
) -> Message:
    """An internal note that only agents see. Announces `message.added`, and who is mentioned in it."""
    ticket = fetched(actor, reference, rules.can_note)
    writing = from_agent(text=text, html=html, attachment_ids=attachment_ids, channel=channel)
    message = add_message(
        actor,
        ticket,
        writing,
        kind=MessageKind.NOTE,
        author_id=actor.person_id,
        is_public=False,
        is_from_desk=True,
    )
    watch_as_mentioned(actor, ticket, message, mentions)
    save(ticket)
    _forget_draft(actor, ticket.id, MessageKind.NOTE)
    return message


@command
def take_back_reply(actor: Actor, message_id: int) -> Message:
    """The author takes a reply back before it left; its text becomes the draft again.

    Announces `message.taken_back`; the requester waits as if it had not been written. Refuses `too_late_to_take_back`.
    Nothing to do when it is taken back already.
    """
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or not messages_visible_to(actor).filter(pk=message_id).exists():
        raise NotFound()
    if message.taken_back_at is not None:
        return message
    if not rules.can_take_back(actor, message):
        raise Refused("too_late_to_take_back")
    message.taken_back_at = clock.now()
    message.save(update_fields=["taken_back_at"])
    Draft.objects.update_or_create(
        ticket_id=message.ticket_id,
        person_id=actor.id,
        kind=message.kind,
        defaults={"text": message.text, "saved_at": clock.now()},
    )
    taken_back = MessageTakenBack(subject=message.ticket_id, message_id=message.id)
    announce(actor, taken_back)
    save(
        fetch_for_change(actor, message.ticket_id),
        waiting_since=history.after(message.ticket_id, taken_back).waiting_since,
    )
    return message


def _insist_seen(actor: Actor, ticket_id: int, seen_message_id: int | None) -> None:
    if seen_message_id is None:
        return
    newer = Message.objects.filter(ticket_id=ticket_id, id__gt=seen_message_id).exclude(author_id=actor.id)
    if newer.exists():
        raise Conflict("newer_messages")


def _forget_draft(actor: Actor, ticket_id: int, kind: MessageKind) -> None:
    if actor.is_person:
        Draft.objects.filter(ticket_id=ticket_id, person_id=actor.id, kind=kind).delete()
