"""The journal of received mail: what became of every mail, and the mails as they came."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.db.models import QuerySet
from django.http import HttpResponse
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Id, Items, Line, Page, after_id, cut
from tuki.channels.email.commands.quarantine import open_as_ticket, retry_mail
from tuki.channels.email.models import Journal
from tuki.channels.email.permissions import LEDGER
from tuki.channels.email.queries import ledger_visible_to, raw_mail, raw_of_message
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused

routes = Routes("mail")
READ, WRITE = "mail:read", "mail:write"
RFC822 = "message/rfc822"
Outcomes = Literal["waiting", "ticket", "follow_up", "duplicate", "automatic", "quarantined", "refused"]


class BounceShape(msgspec.Struct):
    """Whom a mail did not reach, and whether for good."""

    recipients: list[str]
    permanent: bool


class JournalShape(msgspec.Struct):
    """A received mail. `outcome` says what it became, `reason` why (a code), `detail` what a person may want to know.

    `mailbox` is null for mail that came by LMTP, SMTP, pipe or import (`source`). `envelope_from` is empty for the
    null sender and null where the door knows no envelope.
    """

    id: int
    mailbox: int | None
    source: str
    outcome: str
    reason: str
    detail: str
    ticket: str | None
    message: int | None
    message_id: str
    subject: str
    sender: str
    envelope_from: str | None
    envelope_to: list[str]
    bounce: BounceShape | None
    received_at: datetime
    settled_at: datetime | None


class JournalQuery(Page):
    """Newest first with `order=-id`."""

    outcome: Annotated[list[Outcomes], Meta(max_length=10)] = []
    mailbox: Id | None = None
    message_id: Line = ""
    order: Literal["id", "-id"] = "id"


_FIELDS = (
    "id", "mailbox_id", "source", "outcome", "reason", "detail", "ticket__reference", "message_id", "rfc_message_id",
    "subject", "sender", "envelope_from", "envelope_to", "bounce", "received_at", "settled_at",
)  # fmt: skip
_BOUNCE = _FIELDS.index("bounce")


@routes.get("/mail/journal", scope=READ, query=JournalQuery, answer=Items[JournalShape])
def list_journal(actor: Actor, query: JournalQuery) -> Items[JournalShape]:
    """Every mail received. One query."""
    rows = _visible_to(actor)
    if query.outcome:
        rows = rows.filter(outcome__in=query.outcome)
    if query.mailbox:
        rows = rows.filter(mailbox_id=query.mailbox)
    if query.message_id:
        rows = rows.filter(rfc_message_id=query.message_id)
    if after := after_id(query):
        rows = rows.filter(id__gt=after) if query.order == "id" else rows.filter(id__lt=after)
    found, has_more = cut(list(rows.order_by(query.order).values_list(*_FIELDS)[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1][0]) if has_more else None)


@routes.get("/mail/journal/{row:id}", scope=READ, answer=JournalShape)
def show_mail(actor: Actor, id: int) -> JournalShape:
    """One received mail."""
    return _journal_shape(actor, id)


@routes.get("/mail/journal/{row:id}/raw", scope=READ, answer=RFC822)
def download_mail(actor: Actor, id: int) -> HttpResponse:
    """The mail as it came, byte for byte."""
    return _attached(raw_mail(actor, id))


@routes.post("/mail/journal/{row:id}/retry", scope=WRITE, answer=JournalShape)
def read_mail_again(actor: Actor, id: int) -> JournalShape:
    """Has a quarantined mail read again."""
    _journal_shape(actor, id)
    retry_mail(actor, id)
    return _journal_shape(actor, id)


@routes.post("/mail/journal/{row:id}/ticket", scope=WRITE, answer=JournalShape)
def make_ticket_of_mail(actor: Actor, id: int) -> JournalShape:
    """Has a ticket made of a mail that became none by itself."""
    _journal_shape(actor, id)
    open_as_ticket(actor, id)
    return _journal_shape(actor, id)


@routes.get("/messages/{row:id}/raw", scope="tickets:read", answer=RFC822)
def download_message(actor: Actor, id: int) -> HttpResponse:
    """The mail that a message came as; for agents only, because its header tells of others."""
    return _attached(raw_of_message(actor, id))


def _visible_to(actor: Actor) -> QuerySet[Journal]:
    """The ledger, or `not_allowed` for those who may not see it."""
    if not actor.holds(LEDGER):
        raise Refused("not_allowed")
    return ledger_visible_to(actor)


def _journal_shape(actor: Actor, journal_id: int) -> JournalShape:
    row = _visible_to(actor).filter(pk=journal_id).values_list(*_FIELDS).first()
    if row is None:
        raise NotFound()
    return _shape(row)


def _shape(row: tuple[Any, ...]) -> JournalShape:
    bounce: dict[str, Any] | None = row[_BOUNCE]
    shape = BounceShape(bounce["recipients"], bounce["permanent"]) if bounce else None
    return JournalShape(*[*row[:_BOUNCE], shape, *row[_BOUNCE + 1 :]])


def _attached(content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="mail.eml"'}
    return HttpResponse(content, content_type=RFC822, headers=headers)
