"""What pages show of mail out: the fate of an answer, what is stuck, the texts, and how sending stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tuki.channels.email.models import MailTemplate, OutgoingKind, OutgoingMail, OutgoingServer, OutgoingState
from tuki.channels.email.outgoing.server import HOURLY_LIMIT, current_server
from tuki.channels.email.outgoing.texts import (
    LANGUAGES,
    PLACEHOLDERS,
    Text,
    builtin_text,
    filled,
    text_for,
)
from tuki.kernel import clock, limits
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slots
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS

TROUBLED = (OutgoingState.FAILED, OutgoingState.PARTLY, OutgoingState.HELD)
# Believable values for a preview; no real person's words.
SAMPLE = {
    "ticket.reference": "ACME-1042",
    "ticket.subject": "Printer",
    "ticket.address": "https://desk.example.org/portal/tickets/ACME-1042",
    "ticket.earlier": "ACME-17",
    "ticket.status": "In progress",
    "department.name": "Support",
    "close.days": "3",
    "link.address": "https://desk.example.org/sign-in/…",
    "link.minutes": "30",
    "link.code": "123 456",
    "actor.name": "Anna",
    "message.text": "…",
}


class Delivery(msgspec.Struct, frozen=True):
    """The fate of one mail. `recipients`: address → "" (waiting), "sent", or the server's refusal."""

    outgoing_id: int
    state: str
    recipients: dict[str, str]
    error: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None


class Troubled(msgspec.Struct, frozen=True):
    """A mail that waits for a person."""

    outgoing_id: int
    kind: str
    reference: str | None
    recipients: dict[str, str]
    state: str
    error: str
    attempts: int
    created_at: datetime


class Outgoing(msgspec.Struct, frozen=True):
    """How sending stands, for health and settings. `server` is shown without its password; empty: none is set."""

    server: str
    is_paused: bool
    pause_reason: str
    hourly_limit: int
    sent_this_hour: int
    waiting_count: int
    oldest_due_at: datetime | None
    held_count: int
    failed_count: int


class TextState(msgspec.Struct, frozen=True):
    """One of the desk's texts as it is in force."""

    code: str
    language: str
    text: Text
    is_changed: bool
    placeholders: tuple[str, ...]


_DELIVERIES = Prepared(
    lambda: (
        OutgoingMail.objects.filter(message_id__in=Slots("message_ids"), kind=OutgoingKind.REPLY)
        .order_by("id")
        .values_list("message_id", "id", "state", "recipients", "error", "attempts", "due_at", "sent_at")
    )
)


def delivery_of(message_ids: Sequence[int]) -> dict[int, Delivery]:
    """The mails of these answers, by message; messages that made no mail are left out. One query, for agents only."""
    if not message_ids:
        return {}
    return {row[0]: Delivery(*row[1:]) for row in _DELIVERIES.all(message_ids=message_ids)}


def troubled_outgoing(actor: Actor, *, before_id: int | None = None, most: int = 50) -> list[Troubled]:
    """Mails that failed, wholly or partly, or are held; newest first, on from `before_id`. For administrators."""
    _insist_settings(actor)
    rows = OutgoingMail.objects.filter(state__in=TROUBLED)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    fields = (
        "id",
        "kind",
        "ticket__reference",
        "recipients",
        "state",
        "error",
        "attempts",
        "created_at",
    )
    return [Troubled(*row) for row in rows.order_by("-id").values_list(*fields)[:most]]


def outgoing_state() -> Outgoing:
    """How sending stands, without words or addresses of mails; five small queries."""
    row, server = OutgoingServer.objects.first(), current_server()
    waiting = OutgoingMail.objects.filter(state=OutgoingState.WAITING, due_at__lte=clock.now())
    trouble = OutgoingMail.objects.filter(state__in=TROUBLED)
    return Outgoing(
        server=server.parsed.shown if server else "",
        is_paused=row is not None and row.paused_at is not None,
        pause_reason=row.pause_reason if row else "",
        hourly_limit=row.hourly_limit if row else HOURLY_LIMIT,
        sent_this_hour=limits.count_of("mail.out", window_seconds=3600),
        waiting_count=waiting.count(),
        oldest_due_at=waiting.order_by("due_at").values_list("due_at", flat=True).first(),
        held_count=trouble.filter(state=OutgoingState.HELD).count(),
        failed_count=trouble.exclude(state=OutgoingState.HELD).count(),
    )


def texts_of(actor: Actor, *, brand_id: int | None = None) -> list[TextState]:
    """Every text in every language as it is in force for the brand, or for all; one query."""
    _insist_settings(actor)
    rows: dict[tuple[str, str], MailTemplate] = {}
    for row in MailTemplate.objects.filter(is_builtin=False).order_by("id"):
        is_own = row.brand_id == brand_id
        if is_own or (row.brand_id is None and (row.code, row.language) not in rows):
            rows[row.code, row.language] = row
    return [_state(code, language, rows.get((code, language))) for code in PLACEHOLDERS for language in LANGUAGES]


def preview_text(
    actor: Actor, *, code: str, language: str, text: Text | None = None, brand_id: int | None = None
) -> Text:
    """A text as it would read, with believable values; `text` is one that is not saved yet."""
    _insist_settings(actor)
    if code not in PLACEHOLDERS or language not in LANGUAGES:
        raise Invalid("unknown_text", field="code")
    brand = Brand.objects.filter(pk=brand_id).first() if brand_id else Brand.objects.order_by("id").first()
    values = {**SAMPLE, "desk.name": brand.name if brand else "Tuki"}
    source = text or text_for(code, language, brand_id)
    written = filled(code, source, values, language=language)
    return Text(written.subject, written.text, source.is_active)


def _state(code: str, language: str, row: MailTemplate | None) -> TextState:
    builtin = builtin_text(code, language)
    text = Text(row.subject, row.body, row.is_active) if row else builtin
    is_changed = (text.subject, text.body) != (builtin.subject, builtin.body)
    return TextState(code, language, text, is_changed, tuple(sorted(PLACEHOLDERS[code])))


def _insist_settings(actor: Actor) -> None:
    if not actor.holds(SETTINGS):
        raise Refused("not_allowed")
