"""Hops: a ticket's stays with teams, kept by a follower and rebuildable from events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from django.db import transaction

from tuki.kernel.database.inserting import insert
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.database.updating import PreparedUpdate
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.kernel.log import events_of
from tuki.kernel.models import EventRow
from tuki.people.agents.teams import FIRST
from tuki.tickets.events import TicketOpened
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.models import Hop, Ticket

OPENED, ESCALATED, RETURNED, GIVEN, TRANSFERRED = "opened", "escalated", "returned", "given", "transferred"
_PORTION = 500
_LAST = Prepared(lambda: Hop.objects.filter(ticket_id=Slot("ticket_id")).order_by("-id")[:1])
_OPENED = Prepared(
    lambda: EventRow.objects.filter(stream_kind="ticket", stream_id=Slot("ticket_id"), number=1).values_list(
        "happened_at"
    )
)
_LEAVING = ("left", "to_at", "agent_id", "department_id")
_LEAVE = PreparedUpdate(lambda: Hop.objects.filter(pk=Slot("hop_id")), *_LEAVING)


@follows_inside(TeamChanged)
def note_hop(entry: Recorded) -> None:
    """Ends the stay that was and begins the next. An event comes here once, in its own transaction."""
    event = cast(TeamChanged, entry.event)
    last = _LAST.first(ticket_id=event.subject)
    if last is None and event.old is not None:
        ((opened_at,),) = _OPENED.all(ticket_id=event.subject)
        last = _first(event, opened_at)
        insert(last)
    if last is not None and last.to_at is None:
        _end(last, entry)
        _LEAVE.run({name: getattr(last, name) for name in _LEAVING}, hop_id=last.id)
    if event.new is not None:
        insert(_next(entry))


def hops_of_events(entries: Iterable[Recorded]) -> list[Hop]:
    """The stays that a ticket's events tell of, unsaved, in order."""
    hops: list[Hop] = []
    opened_at = None
    for entry in entries:
        if isinstance(entry.event, TicketOpened):
            opened_at = entry.happened_at
        if isinstance(entry.event, TeamChanged):
            if not hops and entry.event.old is not None:
                hops.append(_first(entry.event, opened_at or entry.happened_at))
            if hops and hops[-1].to_at is None:
                _end(hops[-1], entry)
            if entry.event.new is not None:
                hops.append(_next(entry))
    return hops


def rebuild() -> Iterator[tuple[int, int]]:
    """Makes the table anew from the log, while the desk works; yields how many tickets are done, of how many."""
    moved = EventRow.objects.filter(stream_kind="ticket", kind=TeamChanged.kind)
    ids = list(moved.order_by("stream_id").values_list("stream_id", flat=True).distinct())
    Hop.objects.exclude(ticket_id__in=moved.values("stream_id")).delete()
    for at in range(0, len(ids), _PORTION):
        for ticket_id in ids[at : at + _PORTION]:
            _rebuild_one(ticket_id)
        yield min(at + _PORTION, len(ids)), len(ids)


def _rebuild_one(ticket_id: int) -> None:
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).first()
        Hop.objects.filter(ticket_id=ticket_id).delete()
        if ticket is not None:
            Hop.objects.bulk_create(hops_of_events(events_of("ticket", ticket_id)))


def _first(event: TeamChanged, opened_at: datetime) -> Hop:
    """The stay with the team that the ticket was opened for, which is always of the first line."""
    return Hop(
        ticket_id=event.subject,
        team_id=event.old,
        department_id=event.old_department_id,
        line=FIRST,
        came=OPENED,
        from_at=opened_at,
    )


def _end(hop: Hop, entry: Recorded) -> None:
    event = cast(TeamChanged, entry.event)
    hop.left, hop.to_at, hop.agent_id = event.way, entry.happened_at, event.agent_id
    hop.department_id = event.old_department_id


def _next(entry: Recorded) -> Hop:
    event = cast(TeamChanged, entry.event)
    return Hop(
        ticket_id=event.subject,
        team_id=event.new,
        department_id=event.new_department_id,
        line=event.line,
        came=event.way,
        from_at=entry.happened_at,
    )
