"""Presence and read marks for lists and pages; each costs one query for all tickets of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, Q, Value

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.live.models import Presence, ReadMark

_TICKETS, _READER = Slots("ticket_ids"), Slot("reader_id")
_ATTENTION = Prepared(
    lambda: (
        ReadMark.objects.filter(person_id=_READER, ticket_id__in=_TICKETS)
        .values_list("ticket_id", "person_id", "read_at", "person__name", Value(False))
        .union(
            Presence.objects.filter(ticket_id__in=_TICKETS, until__gt=Slot("now"))
            .exclude(person_id=_READER)
            .values_list("ticket_id", "person_id", "until", "person__name", "is_writing"),
            all=True,
        )
    )
)


class Present(msgspec.Struct, frozen=True):
    """An agent who has a ticket open."""

    person_id: int
    name: str
    is_writing: bool


class Attention(NamedTuple):
    """By ticket: when the reader last read it, missing where never; which other agents look at it now."""

    read_at: dict[int, datetime]
    present: dict[int, list[Present]]


def attention_on(actor: Actor, ticket_ids: Sequence[int]) -> Attention:
    """Who has read and who looks at these tickets, as an agent is told; the caller has made sure that the actor
    sees them."""
    found = Attention({}, defaultdict(list))
    if not actor.is_staff or not ticket_ids:
        return found
    rows = _ATTENTION.all(ticket_ids=ticket_ids, now=clock.now(), reader_id=actor.id)
    for ticket_id, person_id, moment, name, is_writing in rows:
        if person_id == actor.id:
            found.read_at[ticket_id] = moment
        else:
            found.present[ticket_id].append(Present(person_id, name, bool(is_writing)))
    return found


def is_unread(actor: Actor) -> Q:
    """The condition on tickets of which the actor has not read the last message."""
    read = ReadMark.objects.filter(
        person_id=actor.id, ticket_id=OuterRef("pk"), read_at__gte=OuterRef("last_message_at")
    )
    return ~Q(Exists(read))
