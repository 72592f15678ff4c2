"""Notices: what was told of clocks, and who has seen it in the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.refusals import Refused
from tuki.sla.clocks.models import Hearing, Notice
from tuki.sla.events import OfClock
from tuki.tickets.queries import visible_to

PAGE = 50
MOST_COUNTED = 1001
_UNSEEN = Prepared(lambda: unseen_by(Slot("person_id")))


class ShownNotice(NamedTuple):
    """A notice as its receiver sees it."""

    id: int
    kind: str
    target: str
    party: str
    due_at: datetime | None
    told_at: datetime
    reference: str
    subject: str
    is_seen: bool


def note(events: Sequence[OfClock], *, at: datetime, are_seen: bool = False) -> None:
    """Within a transaction: keeps what was told, and who is to see it. Two statements, none for nothing."""
    notices = [_notice(event, at) for event in events]
    if notices:
        insert_all(notices)
    hearings = [
        Hearing(notice_id=notice.id, person_id=person_id, seen_at=at if are_seen else None)
        for notice, event in zip(notices, events, strict=True)
        for person_id in event.person_ids
    ]
    if hearings:
        insert_all(hearings)


def renew(ticket_ids: Sequence[int], told: Iterable[tuple[OfClock, datetime]]) -> None:
    """Within a transaction: the notices of these tickets become what the log says; what was unseen stays so, and what
    is made anew counts as seen."""
    kept = {_key(row): row.pk for row in Notice.objects.filter(ticket_id__in=ticket_ids)}
    for event, at in told:
        if kept.pop((event.subject, event.target, event.round, event.minutes, event.step), None) is None:
            note([event], at=at, are_seen=True)
    if kept:
        Notice.objects.filter(pk__in=kept.values()).delete()


@command
def see_notices(actor: Actor, *, ids: Sequence[int] | None = None) -> int:
    """The actor has seen these notices of their own, or all of them; how many were new. Announces nothing."""
    if actor.id is None:
        raise Refused("not_allowed")
    own = Hearing.objects.filter(person_id=actor.id, seen_at=None)
    return (own if ids is None else own.filter(notice_id__in=ids)).update(seen_at=clock.now())


def unseen_by(person_id: int | Slot) -> QuerySet[Hearing, Any]:
    """The ids of what somebody has not seen, up to 1,001 of them."""
    return Hearing.objects.filter(person=person_id, seen_at=None).order_by().values_list("id")[:MOST_COUNTED]


def unseen_count(actor: Actor) -> int:
    """How many notices the actor has not seen, counted up to 1,001; one query."""
    return len(_UNSEEN.all(person_id=actor.id)) if actor.id is not None else 0


def notices_of(actor: Actor, *, before: int | None = None) -> list[ShownNotice]:
    """The actor's own notices on tickets that they still see, newest first, at most 50 before a number; one query."""
    found: QuerySet[Hearing] = Hearing.objects.filter(
        person_id=actor.id, notice__ticket__in=visible_to(actor).values("id")
    )
    if before is not None:
        found = found.filter(Q(id__lt=before))
    fields = (
        "id", "notice__kind", "notice__target", "notice__party", "notice__due_at", "notice__told_at",
        "notice__ticket__reference", "notice__ticket__subject", "seen_at",
    )  # fmt: skip
    return [
        ShownNotice(*row, is_seen=seen_at is not None)
        for *row, seen_at in found.order_by("-id").values_list(*fields)[: PAGE + 1]
    ]


def _notice(event: OfClock, at: datetime) -> Notice:
    return Notice(
        ticket_id=event.subject,
        target=event.target,
        round=event.round,
        minutes=event.minutes,
        step=event.step,
        kind=event.kind,
        party=event.party,
        due_at=event.due_at,
        told_at=at,
    )


def _key(row: Notice) -> tuple[int, str, int, int, str]:
    return row.ticket_id, row.target, row.round, row.minutes, row.step
