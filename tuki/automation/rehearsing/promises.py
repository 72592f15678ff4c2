"""Clocks of one ticket under what was promised and under what a draft would promise: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tuki.catalogue.priorities import MatrixDefinition
from tuki.kernel.log import Recorded
from tuki.sla.clocks.course import Course, course_of
from tuki.sla.clocks.folding import Asking, clocks_of
from tuki.sla.clocks.states import ClockState, State
from tuki.sla.policies.book import Books
from tuki.sla.policies.definition import TARGETS, StepDefinition
from tuki.tickets import events
from tuki.tickets.history import TicketAt

MINUTE_SECONDS = 60
# How many mails a step of a clock of a ticket, as it stood then, would send.
Hearing = Callable[[TicketAt, ClockState, StepDefinition], int]


class Verdict(NamedTuple):
    """One promise: kept, broken, or still going; `used` and `minutes` in working minutes."""

    target: str
    round: int
    state: str
    minutes: int
    used: int
    due_at: datetime | None
    party: str = ""


class PromiseReplay(msgspec.Struct, frozen=True):
    """What a ticket was promised, and what it would have been; warnings and escalations of both in `mails`."""

    before: list[Verdict]
    after: list[Verdict]
    team_id: int | None
    mails_before: int = 0
    mails_after: int = 0

    @property
    def is_touched(self) -> bool:
        """Whether anything would have been otherwise."""
        return (self.before, self.mails_before) != (self.after, self.mails_after)


MET, MISSED, GOING = "met", "missed", "going"


def replay_promises(
    entries: Sequence[Recorded],
    now: Books,
    draft: Books,
    asking: Asking,
    *,
    since: datetime,
    at: datetime,
    heard: Hearing,
    draft_matrix: MatrixDefinition | None = None,
) -> PromiseReplay | None:
    """Both sets of clocks of the ticket, as they stood at `at`, and what they would have told from `since` on.

    None when the events do not begin with its opening.
    """
    course = course_of(entries)
    if course is None:
        return None
    drafted = course_of(with_matrix(entries, draft_matrix)) if draft_matrix is not None else course
    assert drafted is not None
    was, would = clocks_of(course, now, asking, now=at), clocks_of(drafted, draft, asking, now=at)
    return PromiseReplay(
        before=_verdicts(was),
        after=_verdicts(would),
        team_id=course.ticket.team_id,
        mails_before=_mails(course, was, since, heard),
        mails_after=_mails(drafted, would, since, heard),
    )


def with_matrix(entries: Iterable[Recorded], matrix: MatrixDefinition) -> Iterator[Recorded]:
    """The same events, had this matrix given the priorities; priorities that somebody decided stay."""
    urgency, impact, is_decided = 3, 3, False
    for entry in entries:
        event = entry.event
        field = "new_priority"
        if isinstance(event, events.TicketOpened):
            urgency, impact, is_decided, field = event.urgency, event.impact, event.is_overridden, "priority"
        elif isinstance(event, events.UrgencyChanged):
            urgency = event.new
        elif isinstance(event, events.ImpactChanged):
            impact = event.new
        elif isinstance(event, events.PriorityChanged):
            is_decided, field = event.way == "override", "new"
        else:
            yield entry
            continue
        if not is_decided:
            event = msgspec.structs.replace(event, **{field: matrix.priority_of(urgency, impact)})
        yield entry if event is entry.event else msgspec.structs.replace(entry, event=event)


def worst(verdicts: Sequence[Verdict]) -> str:
    """Of a ticket as a whole: broken when any promise was, kept when all were, going, or nothing promised ("").

    What lines and vendors agreed is no promise to the requester and does not count.
    """
    states = {each.state for each in verdicts if each.target in TARGETS}
    return next((each for each in (MISSED, GOING, MET) if each in states), "")


def _verdicts(clocks: Iterable[ClockState]) -> list[Verdict]:
    return [_verdict(each) for each in clocks if each.state is not State.DROPPED]


def _mails(course: Course, clocks: Iterable[ClockState], since: datetime, heard: Hearing) -> int:
    return sum(
        heard(course.ticket_at(told.at), clock, told.step)
        for clock in clocks
        for told in clock.passed()
        if told.at >= since
    )


def _verdict(clock: ClockState) -> Verdict:
    state = MISSED if clock.is_breached else MET if clock.state is State.MET else GOING
    used = int(clock.used.total_seconds() // MINUTE_SECONDS)
    return Verdict(clock.target, clock.round, state, clock.minutes, used, clock.due_at, clock.party)
