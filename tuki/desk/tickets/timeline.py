"""Conversation and events in one line of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from tuki.automation.rules.events import RuleFired, RuleUndone
from tuki.channels.email.outgoing.queries import Delivery, delivery_of
from tuki.desk.lists.rows import channel_words
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.events import Event
from tuki.kernel.html import text_to_html
from tuki.kernel.telling import Line
from tuki.tickets.models import ReplyType, Ticket
from tuki.tickets.queries.conversation import ShownFile, ShownMessage, happenings
from tuki.tickets.wording import REPLY_TYPE_NAMES
from tuki.ui.form_tokens import FIELD
from tuki.ui.jinja import macro
from tuki.ui.kept import kept, kept_all


class File(msgspec.Struct, frozen=True):
    """A file with its address."""

    name: str
    size: int
    type: str
    href: str
    warning: str = ""


class Entry(msgspec.Struct, frozen=True):
    """A message ready to be drawn."""

    id: int
    side: str
    author: str
    address: str
    at: datetime
    channel: tuple[str, str]
    to: str
    mine: bool
    unread: bool
    state: tuple[str, str] | None
    reply_type: str
    html: SafeString
    quoted: SafeString | None
    files: Sequence[File]
    frame: str
    is_rich: bool
    language: str
    is_verified: bool
    is_automatic: bool
    is_taken_back: bool
    can_take_back: bool
    seconds_left: int
    marks: Sequence[str]


class Happening(msgspec.Struct, frozen=True):
    """An event in words."""

    words: str
    at: datetime
    icon: str
    href: str = ""


class Fold(msgspec.Struct, frozen=True):
    """Events between two messages: one is a line, several are folded."""

    summary: str
    events: Sequence[Happening]


class Item(NamedTuple):
    """A part of the line of time as HTML. `is_unread` where the reader has not seen it yet."""

    drawn: Markup
    is_unread: bool


class Beside(NamedTuple):
    """What a message shows beside its own fields; it is drawn anew when one of these or of those differs."""

    state: str
    recipients: tuple[str, ...]
    is_mine: bool
    is_unread: bool
    seconds_left: int


def timeline(actor: Actor, ticket: Ticket, messages: Sequence[ShownMessage], *, read_at: datetime | None) -> list[Item]:
    """Messages and what happened between them, oldest first."""
    deliveries = delivery_of([each.id for each in messages if each.is_from_desk and each.is_public])
    items: list[Item] = []
    waiting, now = happenings(actor, ticket), clock.now()
    shown = [(each, _beside(actor, each, deliveries.get(each.id), read_at, now)) for each in messages]
    for (message, beside), drawn in zip(shown, kept_all(_drawn, shown), strict=True):
        before = [line for line in waiting if line.entry.happened_at < message.created_at]
        waiting = waiting[len(before) :]
        items += _folded(before)
        items.append(Item(drawn, beside.is_unread))
    return items + _folded(waiting)


def _folded(lines: Sequence[Line]) -> list[Item]:
    if not lines:
        return []
    events = tuple(
        Happening(f"{line.who} {line.what}", line.entry.happened_at, line.icon, _reason(line.entry.event))
        for line in lines
    )
    return [Item(kept(_drawn_fold, events), is_unread=False)]


def _reason(event: Event) -> str:
    """Where it is told why a rule did something."""
    return reverse("desk:firing", args=[event.firing_id]) if isinstance(event, RuleFired | RuleUndone) else ""


def _drawn_fold(events: tuple[Happening, ...]) -> Markup:
    summary = ngettext("%(number)s event", "%(number)s events", len(events)) % {"number": len(events)}
    return macro("desk/tickets/_items.html", "fold")(Fold(summary, events))


def _beside(
    actor: Actor, message: ShownMessage, delivery: Delivery | None, read_at: datetime | None, now: datetime
) -> Beside:
    left = (message.held_until - now).total_seconds() if message.held_until else 0
    is_mine = message.author_id == actor.id
    return Beside(
        state=delivery.state if delivery else "",
        recipients=tuple(delivery.recipients) if delivery else (),
        is_mine=is_mine,
        is_unread=not is_mine and (read_at is None or message.created_at > read_at),
        seconds_left=max(0, round(left)),
    )


def _drawn(message: ShownMessage, beside: Beside) -> Markup:
    return macro("desk/tickets/_items.html", "entry")(_entry(message, beside), FIELD)


def _entry(message: ShownMessage, beside: Beside) -> Entry:
    return Entry(
        id=message.id,
        side="note" if message.kind == "note" else "out" if message.is_from_desk else "in",
        author=message.author,
        address="" if message.is_from_desk else message.address,
        at=message.created_at,
        channel=channel_words(message.channel),
        to=", ".join(beside.recipients),
        mine=beside.is_mine,
        unread=beside.is_unread,
        state=_state(message, beside.state),
        reply_type=_reply_type(message),
        html=mark_safe(text_to_html(message.text)),  # noqa: S308  escaped by text_to_html
        quoted=_rest(message),
        files=[_file(each) for each in message.files if not (each.is_inline and message.has_html)],
        frame=reverse("frame", args=[message.id]) if message.has_html else "",
        is_rich="rich" in message.marks,
        language=message.language,
        is_verified=message.is_verified,
        is_automatic=message.is_automatic,
        is_taken_back=message.taken_back_at is not None,
        can_take_back=beside.is_mine and beside.seconds_left > 0 and message.taken_back_at is None,
        seconds_left=beside.seconds_left,
        marks=message.marks,
    )


def _reply_type(message: ShownMessage) -> str:
    """What a reply is when it is not just an answer."""
    return "" if message.reply_type in ("", ReplyType.ANSWER) else str(REPLY_TYPE_NAMES[message.reply_type])


def _rest(message: ShownMessage) -> SafeString | None:
    """Everything that the sender's mail held, when that is more than what they wrote."""
    if len(message.full_text.strip()) <= len(message.text.strip()):
        return None
    return mark_safe(text_to_html(message.full_text))  # noqa: S308  escaped by text_to_html


def _state(message: ShownMessage, delivery: str) -> tuple[str, str] | None:
    if message.taken_back_at is not None:
        return "paused", _("taken back")
    if message.is_automatic:
        return "plain", _("automatic")
    return {
        "waiting": ("plain", _("on its way")),
        "sent": ("track", _("sent")),
        "partly": ("late", _("not delivered to all")),
        "failed": ("late", _("not delivered")),
        "held": ("soon", _("held back")),
        "cancelled": ("paused", _("cancelled")),
    }.get(delivery)


def _file(file: ShownFile) -> File:
    return File(file.name, file.size, file.type, reverse("file", args=[file.key]))
