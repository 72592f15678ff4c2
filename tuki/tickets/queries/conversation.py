"""What a ticket's page shows: messages with their files, the events between them, and what hangs on the ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from tuki.kernel import log
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.telling import Line, tell
from tuki.tickets.models import Attachment, Draft, Message, Ticket, TicketLink, TicketTag, Watcher
from tuki.tickets.queries.seeing import Question, of_ticket, sees_notes
from tuki.tickets.wording.names import LINK_NAMES, LINK_NAMES_BACK


class ShownFile(msgspec.Struct, frozen=True):
    """A file of a message."""

    id: int
    key: str
    name: str
    type: str
    size: int
    is_inline: bool


class ShownMessage(msgspec.Struct, frozen=True):
    """A message as pages and the API show it."""

    id: int
    kind: str
    author_id: int | None
    author: str
    address: str
    is_public: bool
    is_from_desk: bool
    is_verified: bool
    is_automatic: bool
    channel: str
    subject: str
    text: str
    full_text: str
    has_html: bool
    language: str
    reply_type: str
    marks: tuple[str, ...]
    created_at: datetime
    held_until: datetime | None
    taken_back_at: datetime | None
    files: tuple[ShownFile, ...]


class Linked(msgspec.Struct, frozen=True):
    """A ticket in relation to this one."""

    reference: str
    subject: str
    status: str
    kind: str
    words: str
    is_outgoing: bool


class Follower(msgspec.Struct, frozen=True):
    """A watcher or cc."""

    person_id: int
    name: str
    address: str
    kind: str
    is_confirmed: bool


FIELDS = (
    "id", "kind", "author_id", "author__name", "author_name", "author_address", "author__email", "is_public",
    "is_from_desk", "is_verified", "is_automatic", "channel", "subject", "text", "full_text", "html", "language",
    "reply_type", "marks", "created_at", "held_until", "taken_back_at",
)  # fmt: skip
_TICKET = Slot("ticket_id")


def _messages(*, with_notes: bool) -> QuerySet[Message, Any]:
    return of_ticket(_TICKET, with_notes=with_notes).values_list(*FIELDS)


_MESSAGES = {True: Prepared(lambda: _messages(with_notes=True)), False: Prepared(lambda: _messages(with_notes=False))}
_FILES = Prepared(
    lambda: (
        Attachment.objects.filter(message_id__in=Slots("message_ids"))
        .order_by("id")
        .values_list("message_id", "id", "key", "name", "type", "size", "is_inline")
    )
)
_TAGS = Prepared(lambda: TicketTag.objects.filter(ticket=_TICKET).order_by("tag__name").values_list("tag__name"))
_LINKS = Prepared(
    lambda: (
        TicketLink.objects.filter(Q(ticket=_TICKET) | Q(other=_TICKET))
        .order_by("id")
        .values_list("ticket_id", "other_id", "kind")
    )
)
_LINKED = Question(
    lambda tickets: tickets.filter(id__in=Slots("ticket_ids")).values_list("id", "reference", "subject", "status_id")
)
_FOLLOWERS = Prepared(
    lambda: (
        Watcher.objects.filter(ticket=_TICKET)
        .order_by("kind", "id")
        .values_list("person_id", "person__name", "person__email", "kind", "is_confirmed")
    )
)
_DRAFT = Prepared(
    lambda: Draft.objects.filter(ticket=_TICKET, person_id=Slot("person_id")).order_by("-saved_at", "-id")[:1]
)


def conversation(actor: Actor, ticket: Ticket) -> list[ShownMessage]:
    """The messages that the actor may read, oldest first, with their files; two queries."""
    rows = _MESSAGES[sees_notes(actor)].all(ticket_id=ticket.id)
    files = files_of([row[0] for row in rows])
    return [_message(row, files.get(row[0], ())) for row in rows]


def files_of(message_ids: Sequence[int]) -> dict[int, list[ShownFile]]:
    """The files of each message; one query."""
    found: dict[int, list[ShownFile]] = defaultdict(list)
    for row in _FILES.all(message_ids=message_ids) if message_ids else ():
        found[row[0]].append(ShownFile(*row[1:]))
    return found


def happenings(actor: Actor, ticket: Ticket) -> list[Line]:
    """What happened to a ticket, in words of the reader's language; for agents only."""
    return tell(log.events_of("ticket", ticket.id)) if sees_notes(actor) else []


def tag_names(ticket: Ticket) -> list[str]:
    """The tags of one ticket."""
    return [name for (name,) in _TAGS.all(ticket_id=ticket.id)]


def links_of(actor: Actor, ticket: Ticket) -> list[Linked]:
    """Linked tickets that the actor may see; others are not even counted. Two queries, one without links."""
    rows = _LINKS.all(ticket_id=ticket.id)
    if not rows:
        return []
    others = [other_id if ticket_id == ticket.id else ticket_id for ticket_id, other_id, _kind in rows]
    seen = {row[0]: row for row in _LINKED.all(actor, ticket_ids=others)}
    return [
        _linked(seen[other], kind, is_outgoing=ticket_id == ticket.id)
        for other, (ticket_id, _other, kind) in zip(others, rows, strict=True)
        if other in seen
    ]


def followers_of(ticket: Ticket) -> list[Follower]:
    """Watchers and cc, confirmed or not."""
    return [Follower(*row) for row in _FOLLOWERS.all(ticket_id=ticket.id)]


def draft_of(actor: Actor, ticket: Ticket) -> Draft | None:
    """What the actor last began to write on the ticket."""
    return _DRAFT.first(ticket_id=ticket.id, person_id=actor.id)


def _linked(row: tuple[int, str, str, str], kind: str, *, is_outgoing: bool) -> Linked:
    words = (LINK_NAMES if is_outgoing else LINK_NAMES_BACK)[kind]
    _id, reference, subject, status = row
    return Linked(reference, subject, status, kind, str(words), is_outgoing)


def _message(row: tuple, files: Sequence[ShownFile]) -> ShownMessage:
    values = dict(zip(FIELDS, row, strict=True))
    return ShownMessage(
        id=values["id"],
        kind=values["kind"],
        author_id=values["author_id"],
        author=values["author_name"] or values["author__name"] or values["author_address"] or "?",
        address=values["author_address"] or values["author__email"] or "",
        is_public=values["is_public"],
        is_from_desk=values["is_from_desk"],
        is_verified=values["is_verified"],
        is_automatic=values["is_automatic"],
        channel=values["channel"],
        subject=values["subject"],
        text=values["text"],
        full_text=values["full_text"],
        has_html=bool(values["html"]),
        language=values["language"],
        reply_type=values["reply_type"],
        marks=tuple(values["marks"]),
        created_at=values["created_at"],
        held_until=values["held_until"],
        taken_back_at=values["taken_back_at"],
        files=tuple(files),
    )
