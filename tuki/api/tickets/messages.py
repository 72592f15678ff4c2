"""Messages: those of a ticket, all that the caller may see, and writing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.db.models import QuerySet
from msgspec import Meta

from tuki.api.files import FileShape, GivenFiles, read_with_files, taken
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Id, Input, Items, LongText, Page, PersonRef, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.commands.receive import confirm_message, write_as_customer
from tuki.tickets.commands.reply import add_note, reply_to_ticket, take_back_reply
from tuki.tickets.commands.writing import from_agent
from tuki.tickets.models import Message
from tuki.tickets.queries import messages_visible_to, ticket_for
from tuki.tickets.queries.conversation import files_of
from tuki.tickets.queries.seeing import messages_of, sees_notes

routes = Routes("messages")
CHANNEL = "api"


class MessageShape(msgspec.Struct):
    """A message. `text` is without quotes and signature, `html` is clean, empty when the message had none.

    `kind` is reply or note; customers never get notes. `is_public`: part of the conversation with the requester.
    `is_verified` is false for mail whose sender could not be taken for a participant. `reply_type` says what a reply of
    the desk is (answer, workaround, diagnostics: asks for what the search for the cause needs), else it is empty.
    """

    id: int
    ticket: str
    kind: str
    author: PersonRef
    subject: str
    message_id: str
    text: str
    full_text: str
    html: str
    files: list[FileShape]
    created_at: datetime
    is_public: bool
    is_from_desk: bool
    is_verified: bool
    channel: str
    reply_type: str
    held_until: datetime | None
    taken_back_at: datetime | None


class NewMessage(Input):
    """What somebody writes. Customers write replies only.

    `cc`: addresses that get this and later replies. `undo_seconds`: how long the reply can be taken back.
    `seen`: the last message that the writer has read; a newer one of somebody else refuses the reply.
    """

    kind: Literal["reply", "note"] = "reply"
    text: LongText = ""
    html: LongText = ""
    files: GivenFiles = []
    cc: Annotated[list[Address], Meta(max_length=50)] = []
    undo_seconds: Annotated[int, Meta(ge=0, le=600)] = 0
    seen: Id | None = None
    reply_type: Literal["answer", "workaround", "diagnostics"] = "answer"


class MessageQuery(Page):
    """`order`: `id` (oldest first) or `-id`."""

    order: Literal["id", "-id"] = "id"


_FIELDS = (
    "id", "ticket__reference", "kind", "author_id", "author__name", "author__email", "author__is_staff",
    "author_name", "author_address", "subject", "rfc_message_id", "text", "full_text", "html", "created_at",
    "is_public", "is_from_desk", "is_verified", "channel", "reply_type", "held_until", "taken_back_at",
)  # fmt: skip
_REST = _FIELDS.index("subject")


@routes.get("/messages", scope="tickets:read", query=MessageQuery, answer=Items[MessageShape])
def list_messages(actor: Actor, query: MessageQuery) -> Items[MessageShape]:
    """Every message that the caller may see. Two queries."""
    return _part(actor, messages_visible_to(actor), query)


@routes.get("/tickets/{reference:number}/messages", scope="tickets:read", query=MessageQuery,
            answer=Items[MessageShape])  # fmt: skip
def list_messages_of_ticket(actor: Actor, query: MessageQuery, number: str) -> Items[MessageShape]:
    """The conversation of a ticket; customers get no notes."""
    return _part(actor, messages_of(actor, ticket_for(actor, number)), query)


@routes.get("/messages/{row:id}", scope="tickets:read", answer=MessageShape)
def show_message(actor: Actor, id: int) -> MessageShape:
    """One message."""
    return message_shape(actor, id)


@routes.post("/tickets/{reference:number}/messages", scope="tickets:write", body=NewMessage, answer=MessageShape,
             status=201, read=read_with_files)  # fmt: skip
def write_message(actor: Actor, body: NewMessage, number: str) -> MessageShape:
    """Agents answer the requester or leave a note; customers write into the conversation."""
    files = taken(actor, body.files)
    if actor.is_staff:
        return message_shape(actor, _written_by_agent(actor, body, number, files).id)
    if body.kind == "note" or body.cc or body.undo_seconds:
        ticket_for(actor, number)
        raise Refused("not_allowed")
    writing = from_agent(text=body.text, html=body.html, attachment_ids=files, channel=CHANNEL)
    return message_shape(actor, write_as_customer(actor, number, writing=writing).id)


@routes.delete("/messages/{row:id}", scope="tickets:write", answer=MessageShape)
def take_back_message(actor: Actor, id: int) -> MessageShape:
    """Its author takes a reply back before it has left (see `undo_seconds`)."""
    return message_shape(actor, take_back_reply(actor, id).id)


@routes.post("/messages/{row:id}/confirmation", scope="tickets:write", answer=MessageShape)
def confirm_unverified_message(actor: Actor, id: int) -> MessageShape:
    """An agent says that a message of an unverified sender belongs to the conversation."""
    return message_shape(actor, confirm_message(actor, id).id)


def message_shape(actor: Actor, message_id: int) -> MessageShape:
    """One visible message; `not_found` otherwise."""
    found = _shaped(actor, list(messages_visible_to(actor).filter(pk=message_id).values_list(*_FIELDS)))
    if not found:
        raise NotFound()
    return found[0]


def _written_by_agent(actor: Actor, body: NewMessage, number: str, files: list[int]) -> Message:
    words: dict[str, Any] = {
        "text": body.text, "html": body.html, "attachment_ids": files, "channel": CHANNEL
    }  # fmt: skip
    if body.kind == "note":
        return add_note(actor, number, **words)
    words |= {"undo_seconds": body.undo_seconds, "seen_message_id": body.seen, "reply_type": body.reply_type}
    return reply_to_ticket(actor, number, cc=body.cc, **words)


def _part(actor: Actor, messages: QuerySet[Message], query: MessageQuery) -> Items[MessageShape]:
    if after := after_id(query):
        messages = messages.filter(id__gt=after) if query.order == "id" else messages.filter(id__lt=after)
    found = list(messages.order_by(query.order).values_list(*_FIELDS)[: query.size + 1])
    rows, has_more = cut(found, query.size)
    return Items(_shaped(actor, rows), str(rows[-1][0]) if has_more else None)


def _shaped(actor: Actor, rows: Sequence[Sequence[Any]]) -> list[MessageShape]:
    files = files_of([row[0] for row in rows]) if rows else {}
    sees_agents = sees_notes(actor)
    return [_shape(row, files.get(row[0], ()), sees_agents) for row in rows]


def _shape(row: Sequence[Any], files: Sequence[Any], sees_agents: bool) -> MessageShape:
    id_, ticket, kind, author_id, name, email, is_staff, own_name, own_address = row[:_REST]
    subject, message_id, text, full_text, html, created_at, *flags = row[_REST:]
    address = own_address or email or ""
    return MessageShape(
        id_,
        ticket,
        kind,
        PersonRef(author_id, own_name or name or own_address, address if sees_agents or not is_staff else ""),
        subject,
        message_id,
        text,
        full_text,
        html,
        [FileShape(each.key, each.name, each.type, each.size, each.is_inline) for each in files],
        created_at,
        *flags,
    )
