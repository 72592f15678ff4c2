"""The readers of clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.log import events_of
from tuki.sla.clocks.chain import Share, chain
from tuki.sla.clocks.course import Course, course_of
from tuki.sla.clocks.folding import Asking, clocks_of
from tuki.sla.clocks.keeping import lines
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.states import ClockState, State
from tuki.sla.permissions import HEAR
from tuki.sla.policies.definition import RESOLVE, TARGETS, UPDATE
from tuki.sla.policies.facts import facts_from_row
from tuki.sla.policies.library import facts_asked, library
from tuki.sla.queries import KnownCalendar, calendars
from tuki.sla.worktime import WorktimeError
from tuki.tickets.models import Ticket
from tuki.tickets.queries import visible_to
from tuki.tickets.queries.orders import Order, declare_order

DUE = "due"
SOON_PERCENT = 75
_ONE_MINUTE = timedelta(minutes=1)


class TimeLeft(NamedTuple):
    """How one clock stands, as lists and chips show it. `look`: track, soon, late or paused; `used` in percent.

    `left_seconds` is working time while it is paused; while it runs, `due_at` says more.
    """

    target: str
    party: str
    round: int
    look: str
    used: int
    due_at: datetime | None
    left_seconds: int | None


_NEXT = Prepared(
    lambda: (
        Clock.objects.filter(ticket_id__in=Slots("ticket_ids"))
        .filter(Q(is_next=True) | Q(state=State.PAUSED.value))
        .order_by("-is_next", "left_seconds", "id")
        .values_list(
            "ticket_id", "target", "party", "round", "state", "minutes", "calendar_id", "due_at", "left_seconds"
        )
    )
)
_GOING = Prepared(
    lambda: (
        Clock.objects.filter(ticket_id=Slot("ticket_id"), state__in=["running", "paused"])
        .order_by("id")
        .values_list(
            "ticket_id", "target", "party", "round", "state", "minutes", "calendar_id", "due_at", "left_seconds"
        )
    )
)


def with_next_clock(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets joined with the clock that is due first (`next_clock`), when one runs."""
    return tickets.annotate(next_clock=FilteredRelation("clocks", condition=Q(clocks__is_next=True)))


def declare_due_order() -> None:
    """Lists of tickets may be read by time left: what is due first comes first."""
    declare_order(DUE, Order("next_clock__due_at", id_field="next_clock__ticket_id", joined=with_next_clock))


def times_left(ticket_ids: Sequence[int]) -> dict[int, TimeLeft]:
    """Of each ticket the clock that is due first, else the paused one with the least time left; one query."""
    found: dict[int, TimeLeft] = {}
    rows = _NEXT.all(ticket_ids=ticket_ids) if ticket_ids else []
    now, known = clock.now(), calendars() if rows else {}
    for ticket_id, *values in rows:
        if ticket_id not in found:
            found[ticket_id] = _time_left(values, now, known)
    return found


def going_clocks(ticket_id: int) -> list[TimeLeft]:
    """All clocks of one ticket that run or are paused, promises first, each in its place; one query."""
    rows = _GOING.all(ticket_id=ticket_id)
    now, known = clock.now(), calendars() if rows else {}
    found = [_time_left(values, now, known) for _ticket, *values in rows]
    places: dict[str, int] = {target: place for place, target in enumerate(TARGETS)}
    return sorted(found, key=lambda each: (places.get(each.target, len(places)), each.round))


class Account(NamedTuple):
    """Everything that is counted on one ticket: its course, every clock, stopped ones too, and whose time it was."""

    course: Course
    clocks: list[ClockState]
    chain: list[Share]

    @property
    def promises(self) -> list[ClockState]:
        """What is promised to the requester; of updates only the one that goes on."""
        return [each for each in self.clocks if each.target in TARGETS and (each.is_going or each.target != UPDATE)]


def account_of(ticket: Ticket) -> Account | None:
    """The clocks of a ticket that the actor is known to see, folded anew; one query, or three.

    None when nothing is promised.
    """
    now = clock.now()
    course = course_of(events_of("ticket", ticket.id))
    asking = Asking(facts_from_row(ticket, facts_asked(), now=now), lines())
    states = clocks_of(course, library(), asking, now=now) if course else []
    if course is None or not states:
        return None
    measure = next((each for each in states if each.target == RESOLVE), states[0])
    return Account(course, states, chain(course, measure.calendar, until=now))


def may_hear(actor: Actor) -> bool:
    """Whether what waits too long is this actor's business."""
    return actor.holds(HEAR)


def unanswered_for_long(actor: Actor, *, longer_than: timedelta) -> QuerySet[Ticket]:
    """Open tickets, of departments whose broken promises the actor hears of, that wait for us for so long or more."""
    areas = actor.areas(HEAR)
    tickets = visible_to(actor).filter(is_open=True, waiting_since__lte=clock.now() - longer_than)
    return tickets if areas is None else tickets.filter(department_id__in=areas)


def _time_left(values: Sequence[Any], now: datetime, known: Mapping[int, KnownCalendar]) -> TimeLeft:
    target, party, round_, state, minutes, calendar_id, due_at, left_seconds = values
    if state == State.PAUSED.value:
        left = left_seconds / 60 if left_seconds is not None else 0
        return TimeLeft(target, party, round_, "paused", _percent(left, minutes), due_at, left_seconds)
    if due_at is None:
        return TimeLeft(target, party, round_, "off", 0, None, None)
    if due_at <= now:
        return TimeLeft(target, party, round_, "late", 100, due_at, None)
    calendar = known.get(calendar_id)
    used = _percent(_working_minutes(calendar, now, due_at), minutes)
    return TimeLeft(target, party, round_, "soon" if used >= SOON_PERCENT else "track", used, due_at, None)


def _working_minutes(calendar: KnownCalendar | None, start: datetime, end: datetime) -> float:
    try:
        return calendar.worktime.between(start, end) / _ONE_MINUTE if calendar else 0.0
    except WorktimeError:
        return 0.0


def _percent(left_minutes: float, minutes: int) -> int:
    return max(0, min(100, round(100 * (1 - left_minutes / minutes))))
