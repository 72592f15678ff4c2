"""Rows of a list as the component shows them: names in the reader's language, tags, presence, unread marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.kernel.actors import Actor
from tuki.live.queries import Present, present_on, read_at
from tuki.tickets.queries.lists import TicketRow, tags_of
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES

Words = tuple[str, str]


class ShownRow(msgspec.Struct, frozen=True):
    """One row, ready to be drawn."""

    number: str
    href: str
    subject: str
    unread: bool
    priority: int
    priority_label: str
    channel: Words
    tags: Sequence[str]
    requester: str
    place: str
    status: str
    status_label: str
    at: datetime
    assignee: str
    mine: bool
    presence: Sequence[tuple[str, str, bool]]
    peek: str
    picked: bool = False
    current: bool = False
    time: tuple[str, str, int] | None = None
    beads: int | None = None
    tone: str = ""
    live: str = ""


def channel_words(channel: str) -> Words:
    """The icon and the name of a channel."""
    known = {
        "mail": ("mail", _("Mail")),
        "portal": ("globe", _("Portal")),
        "api": ("webhook", _("API")),
        "web": ("monitor", _("Desk")),
        "import": ("archive", _("Import")),
    }
    return known.get(channel, ("inbox", channel))


def shown(actor: Actor, rows: Sequence[TicketRow], *, order: str = "updated") -> list[ShownRow]:
    """The rows of a page with everything beside them; four queries for all of them together."""
    ids = [row.id for row in rows]
    tags, present, read = tags_of(ids), present_on(actor, ids), read_at(actor, ids)
    statuses = status_names() if rows else {}
    channels = {name: channel_words(name) for name in {row.channel for row in rows}}
    priorities = {level: str(name) for level, name in PRIORITY_NAMES.items()}
    prefix = reverse("desk:ticket", args=["-"]).removesuffix("-")
    return [
        ShownRow(
            number=row.reference,
            href=f"{prefix}{row.reference}",
            subject=row.subject,
            unread=row.id not in read or row.last_message_at > read[row.id],
            priority=row.priority,
            priority_label=priorities[row.priority],
            channel=channels[row.channel],
            tags=tuple(tags.get(row.id, ())),
            requester=row.requester,
            place=row.organisation or "",
            status=row.status,
            status_label=statuses[row.status],
            at=(row.waiting_since or row.updated_at) if order == "waiting" else row.updated_at,
            assignee=row.assignee or "",
            mine=row.assignee_id == actor.id,
            presence=tuple(_presence(each) for each in present.get(row.id, ())),
            peek=f"{prefix}{row.reference}/peek",
        )
        for row in rows
    ]


def _presence(who: Present) -> tuple[str, str, bool]:
    words = _("%(name)s is writing") if who.is_writing else _("%(name)s is looking")
    return who.name, words % {"name": who.name}, who.is_writing
