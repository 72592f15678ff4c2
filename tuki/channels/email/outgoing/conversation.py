"""What of a conversation a mail refers to: the ids of earlier public mails, and the message that is quoted."""

from __future__ import annotations

from django.db.models import QuerySet

from tuki.channels.email.models import OutgoingKind, OutgoingMail
from tuki.channels.email.outgoing.headers import safe_id
from tuki.tickets.models import Message

MOST_REFERENCES = 10  # the first and the last nine; enough for every mail program, and the header stays short


def public_messages(ticket_id: int) -> QuerySet[Message]:
    """What the people outside have seen of this ticket, oldest first: no notes, nothing taken back or unverified."""
    return Message.objects.filter(ticket_id=ticket_id, is_public=True, is_verified=True, taken_back_at=None).order_by(
        "id"
    )


def previous_public(ticket_id: int, message_id: int) -> Message | None:
    """The public message before this one; what an answer quotes."""
    earlier = public_messages(ticket_id).filter(id__lt=message_id).select_related("author")
    return earlier.order_by("-id").first()


def references(row: OutgoingMail) -> list[str]:
    """Ids of earlier mails of the conversation, oldest first; the last one is the one that is answered."""
    if row.ticket_id is None:
        return []
    received = public_messages(row.ticket_id).exclude(rfc_message_id="")
    if row.message_id is not None:
        is_answer = row.kind == OutgoingKind.REPLY
        received = received.filter(**{"id__lt" if is_answer else "id__lte": row.message_id})
    ids = [(at, id_) for at, id_ in received.values_list("created_at", "rfc_message_id")]
    ids += (
        OutgoingMail.objects.filter(ticket_id=row.ticket_id, id__lt=row.id)
        .exclude(kind=OutgoingKind.NOTIFICATION)
        .exclude(state="cancelled")
        .values_list("created_at", "rfc_message_id")
    )
    ordered = [safe_id(id_) for _, id_ in sorted(ids)]
    known = list(dict.fromkeys(each for each in ordered if each))
    return known if len(known) <= MOST_REFERENCES else [known[0], *known[1 - MOST_REFERENCES :]]
