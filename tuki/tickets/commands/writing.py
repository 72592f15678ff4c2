"""Adding one message to a ticket: the part that opening, replying, noting and receiving share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, keep_at_hand
from tuki.kernel.database.inserting import insert
from tuki.kernel.database.prepared import Slot, Slots
from tuki.kernel.database.updating import PreparedUpdate
from tuki.kernel.html import clean_own_html, html_to_text
from tuki.kernel.refusals import Invalid
from tuki.tickets.events import MessageAdded
from tuki.tickets.models import Attachment, Message, MessageKind, Ticket

_BIND = PreparedUpdate(lambda: Attachment.objects.filter(id__in=Slots("ids"), message=None), "message_id")
_BIND_OWN = PreparedUpdate(
    lambda: Attachment.objects.filter(id__in=Slots("ids"), message=None, uploader_id=Slot("uploader_id")), "message_id"
)


class Writing(msgspec.Struct, kw_only=True, frozen=True):
    """What somebody wrote, before it is a message. `html` is clean already when it came by a door."""

    text: str = ""
    full_text: str = ""
    html: str = ""
    subject: str = ""
    rfc_message_id: str = ""
    author_name: str = ""
    author_address: str = ""
    channel: str = "web"
    language: str = ""
    reply_type: str = ""
    attachment_ids: Sequence[int] = ()
    marks: Sequence[str] = ()
    is_automatic: bool = False
    written_at: datetime | None = None


def from_agent(*, text: str, html: str, attachment_ids: Sequence[int], channel: str) -> Writing:
    """An agent's own words: HTML is cleaned to what we send, and the text is made from it when there is none."""
    html = clean_own_html(html, inline=_own_images(attachment_ids)).html if html else ""
    text = text.strip() or (html_to_text(html).strip() if html else "")
    if not text and not attachment_ids:
        raise Invalid("empty_message", field="text")
    return Writing(text=text, full_text=text, html=html, attachment_ids=attachment_ids, channel=channel)


def add_message(
    actor: Actor,
    ticket: Ticket,
    writing: Writing,
    *,
    kind: MessageKind,
    author_id: int | None,
    is_public: bool,
    is_from_desk: bool,
    is_verified: bool = True,
    is_first: bool = False,
    held_until: datetime | None = None,
    at: datetime | None = None,
) -> Message:
    """Writes the row, binds its files and announces `message.added`. The caller has locked
    the ticket and saves it afterwards."""
    message = Message(
        ticket=ticket,
        kind=kind,
        author_id=author_id,
        author_name=writing.author_name,
        author_address=writing.author_address,
        is_public=is_public,
        is_from_desk=is_from_desk,
        is_verified=is_verified,
        is_automatic=writing.is_automatic,
        channel=writing.channel,
        subject=writing.subject[:300],
        rfc_message_id=writing.rfc_message_id[:255],
        text=_kept(writing.text),
        full_text=_kept(writing.full_text or writing.text),
        html=_kept(writing.html),
        language=writing.language,
        reply_type=writing.reply_type,
        marks=list(writing.marks),
        created_at=writing.written_at or at or clock.now(),
        held_until=held_until,
    )
    insert(message)
    keep_at_hand(message)
    ticket.last_message_at = max(ticket.last_message_at, message.created_at)
    _bind_files(actor, message, writing.attachment_ids)
    message.bound_ids = writing.attachment_ids
    announce(
        actor,
        MessageAdded(
            subject=ticket.id,
            message_id=message.id,
            message_kind=kind.value,
            author_id=author_id,
            is_public=is_public,
            is_from_desk=is_from_desk,
            is_verified=is_verified,
            is_automatic=writing.is_automatic,
            is_first=is_first,
            channel=writing.channel,
            reply_type=writing.reply_type,
        ),
        happened_at=message.created_at,
    )
    return message


def _kept(text: str) -> str:
    """What both databases can keep: PostgreSQL takes no NUL in a text."""
    return text.replace("\0", "")


def _own_images(attachment_ids: Sequence[int]) -> dict[str, str]:
    """How HTML may name an image among its own files → the address under which the desk shows it."""
    rows = Attachment.objects.filter(id__in=attachment_ids, type__startswith="image/") if attachment_ids else []
    shown = {f"/files/{row.key}": f"/files/{row.key}" for row in rows}
    return shown | {f"cid:{row.content_id}": f"/files/{row.key}" for row in rows if row.content_id}


def _bind_files(actor: Actor, message: Message, ids: Sequence[int]) -> None:
    """Files that were uploaded by the actor (or stored by a door) and belong to no message yet."""
    if not ids:
        return
    values = {"ids": list(ids), "uploader_id": actor.id}
    bound = (_BIND_OWN if actor.is_person else _BIND).run({"message_id": message.id}, **values)
    if bound != len(set(ids)):
        raise Invalid("unknown_attachment", field="files")
