"""What the fold says of one clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from tuki.sla.clocks.course import Standing
from tuki.sla.policies.book import Policy
from tuki.sla.policies.definition import StepDefinition
from tuki.sla.worktime import Calendar, Part, Pause, explain

ONE_MINUTE = timedelta(minutes=1)


class State(StrEnum):
    """running and paused: it goes on. met, missed, dropped: it stopped, in time, late, or with nothing to keep."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    DROPPED = "dropped"


GOING = (State.RUNNING, State.PAUSED)


class Coming(NamedTuple):
    """A step that was not told yet, and when it is to be told."""

    step: StepDefinition
    at: datetime


@dataclass(frozen=True)
class ClockState:
    """One clock at one moment (`as_of`). Times in UTC, `minutes` are working minutes of the calendar.

    `due_at` is empty while it is paused with time left, and when it cannot be computed (`trouble` names why).
    `party` is the line or vendor of an agreement. `pauses` number their reasons: `standings` say whose doing it was,
    None stands for rest after completion or in the trash. Nobody is told of what was to be told before `quiet_until`:
    then neither the ticket nor what the policy says was known.
    """

    target: str
    round: int
    policy: Policy
    calendar_id: int
    calendar: Calendar
    minutes: int
    priority: int
    started_at: datetime
    stopped_at: datetime | None
    state: State
    as_of: datetime
    due_at: datetime | None
    is_breached: bool
    used: timedelta
    quiet_until: datetime
    party: str = ""
    trouble: str = ""
    pauses: tuple[Pause, ...] = ()
    standings: tuple[Standing | None, ...] = ()
    told: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_going(self) -> bool:
        """Whether it runs or is paused."""
        return self.state in GOING

    @property
    def left(self) -> timedelta:
        """Working time that is left; below zero when it is late."""
        return self.minutes * ONE_MINUTE - self.used

    @property
    def paused_by(self) -> Standing | None:
        """The status in which it stands still, while it does."""
        return self.standings[-1] if self.state is State.PAUSED and self.standings else None

    def steps(self) -> list[StepDefinition]:
        """The steps of its policy that are about it, one for each moment, in order; its breach is always among them.

        Steps of one moment are joined: their receivers hear of it together.
        """
        by_code: dict[str, StepDefinition] = {BREACH.code: BREACH}
        for each in self.policy.definition.steps:
            if each.is_about(self.target) and each.offset(self.minutes) > 0:
                by_code[each.code] = _together(by_code.get(each.code), each)
        return sorted(by_code.values(), key=lambda each: each.offset(self.minutes))

    def coming(self) -> Iterator[Coming]:
        """Steps that are still to be told, the next one first.

        A warning is none any more once it is due. While a clock stands still or has stopped, only what came before
        that is left to tell: that a promise was broken is told even when it was kept later.
        """
        if self.due_at is None:
            return
        until = self._counts_until()
        for step in self._untold():
            at = self._moment_of(step)
            if until is not None and at >= until:
                return
            if at >= self.quiet_until:
                yield Coming(step, at)

    def passed(self) -> Iterator[Coming]:
        """Every step whose moment came while the clock counted, in order, whatever was told of it.

        What a policy would tell, had it watched from the beginning; refuses nothing.
        """
        for step in self.steps():
            reached = step.offset(self.minutes) * ONE_MINUTE
            if reached < self.used or (reached == self.used and self.state is State.RUNNING):
                yield Coming(step, self._moment_of(step))

    @cached_property
    def next_step(self) -> Coming | None:
        """The next step that is to be told, or None."""
        return next(self.coming(), None)

    def sum(self) -> list[Part]:
        """Every stretch from its beginning to where it is due, stopped or stands, and what it was.

        Refuses too_long (WorktimeError) beyond 10,000 stretches.
        """
        until = self.stopped_at or max(self.due_at or self.as_of, self.as_of)
        return explain(self.calendar, self.started_at, until, self.pauses)

    def standing_of(self, part: Part) -> Standing | None:
        """Whose doing a paused stretch of `sum` was; None for rest."""
        return self.standings[int(part.reason)] if part.reason.isdigit() else None

    def _untold(self) -> list[StepDefinition]:
        steps = [each for each in self.steps() if each.code not in self.told]
        if self.is_breached:
            steps = [each for each in steps if each.offset(self.minutes) >= self.minutes]
        if self.stopped_at is not None:
            return [each for each in steps if each.code == BREACH.code] if self.is_breached else []
        return steps

    def _counts_until(self) -> datetime | None:
        """Since when no time goes by any more; None while it runs."""
        if self.stopped_at is not None:
            return self.stopped_at
        return self.pauses[-1].start if self.state is State.PAUSED else None

    def _moment_of(self, step: StepDefinition) -> datetime:
        if step.offset(self.minutes) == self.minutes and self.due_at is not None:
            return self.due_at
        return self.calendar.add(self.started_at, step.offset(self.minutes) * ONE_MINUTE, self.pauses)


BREACH = StepDefinition()


def _together(one: StepDefinition | None, other: StepDefinition) -> StepDefinition:
    if one is None:
        return other
    return StepDefinition(
        receivers=[*one.receivers, *(each for each in other.receivers if each not in one.receivers)],
        addresses=[*one.addresses, *(each for each in other.addresses if each not in one.addresses)],
        percent=other.percent,
        minutes=other.minutes,
    )
