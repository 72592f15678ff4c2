"""Presence and read marks for lists and pages; each costs one query for all tickets of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Exists, OuterRef, Q

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.live.models import Presence, ReadMark

_PRESENT = Prepared(
    lambda: (
        Presence.objects.filter(ticket_id__in=Slots("ticket_ids"), until__gt=Slot("now"))
        .exclude(person_id=Slot("reader_id"))
        .values_list("ticket_id", "person_id", "person__name", "is_writing")
    )
)
_READ_AT = Prepared(
    lambda: ReadMark.objects.filter(person_id=Slot("person_id"), ticket_id__in=Slots("ticket_ids")).values_list(
        "ticket_id", "read_at"
    )
)


class Present(msgspec.Struct, frozen=True):
    """An agent who has a ticket open."""

    person_id: int
    name: str
    is_writing: bool


def present_on(actor: Actor, ticket_ids: Sequence[int]) -> dict[int, list[Present]]:
    """Other agents who look at these tickets now, by ticket; the caller has made sure that they are visible."""
    found: dict[int, list[Present]] = defaultdict(list)
    if not actor.is_staff or not ticket_ids:
        return found
    rows = _PRESENT.all(ticket_ids=ticket_ids, now=clock.now(), reader_id=actor.id)
    for ticket_id, person_id, name, is_writing in rows:
        found[ticket_id].append(Present(person_id, name, is_writing))
    return found


def read_at(actor: Actor, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When the actor last read each ticket; tickets never opened are missing."""
    return dict(_READ_AT.all(person_id=actor.id, ticket_ids=ticket_ids))


def is_unread(actor: Actor) -> Q:
    """The condition on tickets of which the actor has not read the last message."""
    read = ReadMark.objects.filter(
        person_id=actor.id, ticket_id=OuterRef("pk"), read_at__gte=OuterRef("last_message_at")
    )
    return ~Q(Exists(read))
