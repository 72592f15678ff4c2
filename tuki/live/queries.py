"""Presence and read marks for lists and pages; each costs one query for all tickets of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.live.models import Presence, ReadMark


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
    rows = Presence.objects.filter(ticket_id__in=ticket_ids, until__gt=clock.now()).exclude(person_id=actor.id)
    for ticket_id, person_id, name, is_writing in rows.values_list(
        "ticket_id", "person_id", "person__name", "is_writing"
    ):
        found[ticket_id].append(Present(person_id, name, is_writing))
    return found


def read_at(actor: Actor, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When the actor last read each ticket; tickets never opened are missing."""
    marks = ReadMark.objects.filter(person_id=actor.id, ticket_id__in=ticket_ids)
    return dict(marks.values_list("ticket_id", "read_at"))
