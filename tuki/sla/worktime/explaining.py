"""Why a time is due when it is: every stretch between the start and the due time, and what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from tuki.sla.worktime.calendar import Calendar
from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.moments import micros, moment
from tuki.sla.worktime.pauses import Pause, Stretch, ordered

MOST_PARTS = 10_000
_ONE_DAY = timedelta(days=1)


class Label(StrEnum):
    """What a stretch of time was. Only `running` counts; `paused` would have counted without the pause."""

    RUNNING = "running"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of real time in UTC. `reason`: of a pause, its own; of a holiday, its name; else empty."""

    start: datetime
    end: datetime
    label: Label
    reason: str = ""

    @property
    def minutes(self) -> float:
        """How long it is on the clock, whether it counts or not."""
        return (self.end - self.start) / timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When working time runs out, in UTC, and the stretches until then: the running ones add up to what was asked."""

    due: datetime
    sum: tuple[Part, ...]


def due(calendar: Calendar, start: datetime, working: timedelta, pauses: Sequence[Pause] = ()) -> Due:
    """`calendar.add` with its sum. Refuses what `add` refuses, and too_long when the sum has over 10,000 parts."""
    at = calendar.add(start, working, pauses)
    return Due(at, tuple(explain(calendar, start, at, pauses)))


def explain(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> list[Part]:
    """What the time from `start` to `end` was, without gap or overlap. Refuses too_long beyond 10,000 parts."""
    parts: list[Part] = []
    at, stretches = moment(micros(start, field="start")), ordered(pauses)
    for opened, closed in calendar.intervals(start, end):
        parts += _closed(calendar, at, opened)
        parts += _open(opened, closed, stretches)
        at = closed
        if len(parts) > MOST_PARTS:
            raise WorktimeError("too_long", field="minutes")
    return [*parts, *_closed(calendar, at, end.astimezone(UTC))]


def _open(start: datetime, end: datetime, pauses: Iterable[Stretch]) -> Iterator[Part]:
    """Working time, divided at its pauses."""
    first, last = micros(start), micros(end)
    for begins, ends, reason in pauses:
        begins, ends = max(begins, first), min(ends, last)
        if begins >= ends:
            continue
        if first < begins:
            yield Part(moment(first), moment(begins), Label.RUNNING)
        yield Part(moment(begins), moment(ends), Label.PAUSED, reason)
        first = ends
    if first < last:
        yield Part(moment(first), end, Label.RUNNING)


def _closed(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Part]:
    """Time without work, divided by date where its reason changes."""
    held: Part | None = None
    while start < end:
        local = start.astimezone(calendar.zone)
        midnight = datetime.combine(local.date() + _ONE_DAY, time(), calendar.zone).astimezone(UTC)
        until = min(end, max(midnight, start + timedelta(minutes=1)))
        label, reason = _why_closed(calendar, local)
        if held and (held.label, held.reason) == (label, reason):
            held = Part(held.start, until, label, reason)
        else:
            if held:
                yield held
            held = Part(start, until, label, reason)
        start = until
    if held:
        yield held


def _why_closed(calendar: Calendar, local: datetime) -> tuple[Label, str]:
    """A holiday or exception is the reason only on a date that the week would open."""
    day = local.date()
    if not calendar.week[day.weekday()] or calendar.hours_on(day):
        return Label.OUTSIDE_HOURS, ""
    if calendar.exception_on(day) is not None:
        return Label.EXCEPTION, ""
    return Label.HOLIDAY, calendar.holiday_on(day) or ""
