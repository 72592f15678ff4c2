"""Rows of a list as the component shows them: names in the reader's language, tags, presence, unread marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from tuki.desk.clocks.words import Chip, chip
from tuki.desk.lists.due_groups import with_headings
from tuki.kernel.actors import Actor
from tuki.live.queries import Present, attention_on
from tuki.sla.clocks.queries import DUE, TimeLeft, times_left
from tuki.tickets.queries.lists import TicketRow, tags_of
from tuki.tickets.queries.workflow import stages, status_names
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.ui.formats import ago
from tuki.ui.jinja import macro
from tuki.ui.kept import kept_bytes

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
    stage_code: str
    at: datetime
    assignee: str
    mine: bool
    presence: Sequence[tuple[str, str, bool]]
    peek: str
    picked: bool = False
    current: bool = False
    time: Chip | None = None
    beads: int | None = None
    tone: str = ""
    live: str = ""


def channel_words(channel: str) -> Words:
    """The icon and the name of a channel."""
    return _channel_words(get_language(), channel)


@lru_cache(maxsize=100)
def _channel_words(language: str | None, channel: str) -> Words:
    """`language` is only the key; it is the active one."""
    known = {
        "mail": ("mail", _("Mail")),
        "portal": ("globe", _("Portal")),
        "api": ("webhook", _("API")),
        "web": ("monitor", _("Desk")),
        "import": ("archive", _("Import")),
    }
    return known.get(channel, ("inbox", channel))


class Beside(NamedTuple):
    """What a row shows beside the ticket's own fields. A row is drawn anew when one of these or of those differs."""

    status: str
    stage: str
    is_unread: bool
    is_mine: bool
    tags: tuple[str, ...]
    present: tuple[Present, ...]
    time: TimeLeft | None


def drawn(actor: Actor, rows: Sequence[TicketRow], *, order: str = "updated", form: str | None = None) -> list[bytes]:
    """The rows of a page, each as HTML; three queries for all of them together, and headings between them
    where they are read by time left. `form` takes their checkboxes."""
    if not rows:
        return []
    ids, reader_id = [row.id for row in rows], actor.id
    (read, present), tags, times = attention_on(actor, ids), tags_of(ids), times_left(ids)
    statuses, of_stage = status_names(), stages()

    def beside(row: TicketRow) -> Beside:
        id_ = row.id
        return Beside(
            statuses[row.status],
            of_stage[row.status],
            id_ not in read or row.last_message_at > read[id_],
            row.assignee_id == reader_id,
            tuple(tags[id_]) if id_ in tags else (),
            tuple(present[id_]) if id_ in present else (),
            times.get(id_),
        )

    pieces = kept_bytes(_drawn, [(row, beside(row), order, form) for row in rows])
    if order != DUE:
        return pieces
    moments = (time.due_at if (time := times.get(id_)) else None for id_ in ids)
    return list(with_headings(zip(moments, pieces, strict=True)))


def drawn_together(actor: Actor, rows: Sequence[TicketRow]) -> Markup:
    """The same as one, for a part of a page that shows more than a list."""
    return Markup(b"".join(drawn(actor, rows)).decode())  # noqa: S704  drawn by the macro of rows


def _at(row: TicketRow, order: str) -> datetime:
    return row.waiting_since or row.updated_at if order != "updated" else row.updated_at


def _drawn(row: TicketRow, beside: Beside, order: str, form: str | None) -> Markup:
    at = _at(row, order)
    href = reverse("desk:ticket", args=[row.reference])
    shown = ShownRow(
        number=row.reference,
        href=href,
        subject=row.subject,
        unread=beside.is_unread,
        priority=row.priority,
        priority_label=str(PRIORITY_NAMES[row.priority]),
        channel=channel_words(row.channel),
        tags=beside.tags,
        requester=row.requester,
        place=row.organisation or "",
        status=row.status,
        status_label=beside.status,
        stage_code=beside.stage,
        at=at,
        assignee=row.assignee or "",
        mine=beside.is_mine,
        presence=tuple(_presence(each) for each in beside.present),
        peek=f"{href}/peek",
        time=chip(beside.time) if beside.time and order != "waiting" else None,
    )
    return macro("ui/ticket_row.html", "one_row")(shown, "ticket", form, ago(at))


def _presence(who: Present) -> tuple[str, str, bool]:
    words = _("%(name)s is writing") if who.is_writing else _("%(name)s is looking")
    return who.name, words % {"name": who.name}, who.is_writing
