"""The fold: from a ticket's events and the books to its clocks. Pure; the rule of changes stands in the room card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from tuki.kernel.log import Recorded
from tuki.sla.clocks.course import Course, Standing, Told, course_of
from tuki.sla.clocks.rounds import Round, rounds_of
from tuki.sla.clocks.states import ONE_MINUTE, ClockState, State
from tuki.sla.policies.book import Books, Policy
from tuki.sla.policies.definition import LINE, RESTORE, VENDOR, Minutes
from tuki.sla.worktime import Calendar, Pause, WorktimeError
from tuki.tickets.history import TicketAt

Facts = Mapping[str, Any]
# What an agreement's own clock does not wait for: a line neither for the requester nor for a vendor.
_LINE_PAUSES = frozenset({"customer", "third_party"})


@dataclass(frozen=True, slots=True)
class Asking:
    """What events do not carry: `facts_of` gives what conditions may ask of a ticket as it stood (what only rows know,
    such as its organisation's tier, as it is today); `lines` gives the line of each team."""

    facts_of: Callable[[TicketAt], Facts]
    lines: Mapping[int, int] = field(default_factory=dict)


class _Promise(NamedTuple):
    minutes: Minutes
    calendar_id: int | None
    party: str = ""


def clocks(entries: Iterable[Recorded], books: Books, asking: Asking, *, now: datetime) -> list[ClockState]:
    """The clocks of the ticket whose stream these events are, those that stopped included, as they are at `now`.

    Empty when nothing is promised, or when the events do not begin with the ticket's opening.
    """
    course = course_of(entries)
    return [] if course is None else clocks_of(course, books, asking, now=now)


def clocks_of(course: Course, books: Books, asking: Asking, *, now: datetime) -> list[ClockState]:
    """The same of a course that was read already."""
    chooser = _Chooser(course, books, asking)
    found = (_clock(course, each, chooser, now) for each in rounds_of(course))
    return [each for each in found if each is not None]


class _Chooser:
    """Which policy fits at which moment, asked once for each."""

    def __init__(self, course: Course, books: Books, asking: Asking) -> None:
        self._course, self.books, self.asking = course, books, asking
        self._known: dict[datetime | None, Policy | None] = {}

    def policy(self, moment: datetime | None) -> Policy | None:
        """Of a moment that was by what held then; None for now."""
        if moment not in self._known:
            ticket = self._course.ticket if moment is None else self._course.ticket_at(moment)
            book = self.books.present if moment is None else self.books.at(moment)
            fitting = None if book.is_empty else book.policy_for(self.asking.facts_of(ticket))
            self._known[moment] = fitting
        return self._known[moment]


def _clock(course: Course, turn: Round, chooser: _Chooser, now: datetime) -> ClockState | None:
    if turn.target == RESTORE:
        turn = _until_restored(course, turn, chooser)
    policy = chooser.policy(turn.stop)
    promise = _promise(policy, turn, chooser.asking) if policy else None
    if policy is None or promise is None:
        return None
    priority = (course.ticket if turn.stop is None else course.ticket_at(turn.stop)).priority
    minutes = promise.minutes[priority - 1]
    book = chooser.books.present if turn.stop is None else chooser.books.at(turn.stop)
    calendar_id, calendar = book.calendar(promise.calendar_id, policy.definition.calendar_id)
    if minutes is None or calendar is None or calendar_id is None:
        return None
    return _counted(course, turn, policy, promise, (calendar_id, calendar), minutes, priority, now)


def _promise(policy: Policy, turn: Round, asking: Asking) -> _Promise | None:
    definition = policy.definition
    if turn.target == LINE:
        agreement = definition.agreement_of_line(asking.lines.get(turn.team_id or 0, 0))
    elif turn.target == VENDOR:
        agreement = definition.agreement_of_status(turn.status)
    else:
        target = definition.target(turn.target)
        return _Promise(target.minutes, target.calendar_id) if target else None
    return _Promise(agreement.minutes, agreement.calendar_id, agreement.name) if agreement else None


def _until_restored(course: Course, turn: Round, chooser: _Chooser) -> Round:
    """Service is restored by the first status that the policy of that moment counts as such."""
    for each in course.standings:
        policy = chooser.policy(each.at)
        if policy and each.status in policy.definition.restore_statuses and each.at >= turn.start:
            holds = tuple((begin, end) for begin, end in turn.holds if begin < each.at)
            return turn._replace(stop=each.at, is_dropped=False, holds=holds)
    return turn


def _counted(
    course: Course,
    turn: Round,
    policy: Policy,
    promise: _Promise,
    counted_in: tuple[int, Calendar],
    minutes: int,
    priority: int,
    now: datetime,
) -> ClockState:
    calendar_id, calendar = counted_in
    until = max(turn.stop or now, turn.start)
    stretches = _stretches(course, turn, policy, until)
    pauses = tuple(Pause(start, end, str(index)) for index, (start, end, _by) in enumerate(stretches))
    stands_still = turn.stop is None and _stands_still(course, turn, policy)
    used, due_at, trouble = timedelta(), None, ""
    try:
        used = calendar.between(turn.start, until, pauses)
        is_late = used > minutes * ONE_MINUTE or (turn.stop is None and used >= minutes * ONE_MINUTE)
        if is_late or not stands_still:
            due_at = calendar.add(turn.start, minutes * ONE_MINUTE, pauses)
    except WorktimeError as error:
        trouble = error.code
    is_breached = due_at is not None and (due_at < until or (turn.stop is None and due_at <= now))
    return ClockState(
        target=turn.target,
        round=turn.number,
        party=promise.party,
        policy=policy,
        calendar_id=calendar_id,
        calendar=calendar,
        minutes=minutes,
        priority=priority,
        started_at=turn.start,
        stopped_at=turn.stop,
        state=_state(turn, is_breached=is_breached, stands_still=stands_still),
        as_of=now,
        due_at=due_at,
        is_breached=is_breached,
        used=used,
        quiet_until=max(policy.since, course.known_since),
        trouble=trouble,
        pauses=pauses,
        standings=tuple(by for _start, _end, by in stretches),
        told=_told(course, turn, minutes),
    )


def _state(turn: Round, *, is_breached: bool, stands_still: bool) -> State:
    if turn.stop is None:
        return State.PAUSED if stands_still else State.RUNNING
    if is_breached:
        return State.MISSED
    return State.DROPPED if turn.is_dropped else State.MET


def _told(course: Course, turn: Round, minutes: int) -> frozenset[str]:
    return frozenset(each.step for each in course.told if each == Told(turn.target, turn.number, minutes, each.step))


def _pauses_in(turn: Round, policy: Policy, standing: Standing) -> bool:
    if turn.target == VENDOR:
        return False
    if turn.target == LINE:
        return standing.stage in _LINE_PAUSES
    return policy.definition.is_paused_in(standing.status, standing.stage)


def _stands_still(course: Course, turn: Round, policy: Policy) -> bool:
    return _pauses_in(turn, policy, course.standings[-1])


def _stretches(
    course: Course, turn: Round, policy: Policy, until: datetime
) -> list[tuple[datetime, datetime, Standing | None]]:
    """What does not count between the round's start and `until`, in order: pauses by status, and rests."""
    found: list[tuple[datetime, datetime, Standing | None]] = [
        (begin, min(end, until), None) for begin, end in turn.holds if begin < until
    ]
    for here, following in pairwise([*course.standings, None]):
        if here is None or here.is_done or not _pauses_in(turn, policy, here):
            continue
        start = max(here.at, turn.start)
        end = min(following.at if following else until, until)
        if start < end or (following is None and turn.stop is None):
            found.append((start, max(start, end), here))
    return sorted(found, key=lambda each: each[:2])
