"""A calendar: which hours of which date are working time, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.hours import WHOLE_DAY, Hours
from tuki.sla.worktime.moments import LATEST, micros, moment
from tuki.sla.worktime.pauses import Pause, between_pauses
from tuki.sla.worktime.timeline import BLOCK_DAYS, SEARCH_BLOCKS, Timeline

Holidays = Callable[[int], Mapping[date, str]]

MOST_MINUTES = 10 * 366 * 1440
MOST_DAYS = 10 * 366
_MOST_SPAN_DAYS = SEARCH_BLOCKS * BLOCK_DAYS
_ONE_DAY = timedelta(days=1)


def no_holidays(_year: int) -> Mapping[date, str]:
    """A year without holidays."""
    return {}


def fixed_holidays(days: Mapping[date, str]) -> Holidays:
    """Holidays that are listed by date."""
    return lambda _year: days


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working hours in a zone. `week` begins on Monday; `holidays` names the holidays of a year (and may be asked
    again); `exceptions` are the hours of single dates, `yearly` of the same date (month, day) of every year.

    An exception stands above a yearly one, that above a holiday, that above the week. Frozen, and safe to share
    between threads: what it has worked out it keeps.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    holidays: Holidays = no_holidays
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], Hours] = field(default_factory=dict)
    _timeline: Timeline = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise WorktimeError("bad_weekday", field="week", value=len(self.week))
        object.__setattr__(self, "_timeline", Timeline(self.zone, self.hours_on))

    @classmethod
    def always(cls, zone: ZoneInfo) -> Calendar:
        """24×7."""
        return cls(zone, (WHOLE_DAY,) * 7)

    @property
    def has_hours(self) -> bool:
        """Whether any week, date or yearly date has hours."""
        return any(self.week) or any(self.exceptions.values()) or any(self.yearly.values())

    def exception_on(self, day: date) -> Hours | None:
        """The hours that stand for this date alone, or None when it is like any other; no hours is closed."""
        found = self.exceptions.get(day)
        return self.yearly.get((day.month, day.day)) if found is None else found

    def holiday_on(self, day: date) -> str | None:
        """The name of the date's holiday (which an exception may override), or None."""
        return self.holidays(day.year).get(day)

    def hours_on(self, day: date) -> Hours:
        """The working hours of a date, in local minutes."""
        exception = self.exception_on(day)
        if exception is not None:
            return exception
        hours = self.week[day.weekday()]
        return () if hours and self.holiday_on(day) is not None else hours

    def is_open(self, at: datetime) -> bool:
        """Whether the moment is working time; the end of an interval is not."""
        value = micros(at)
        return self._timeline.between(value, value + 1) == 1

    def next_open(self, at: datetime) -> datetime:
        """The moment itself when it is working time, else when the next begins. Refuses no_hours, too_far."""
        self._insist_hours()
        return moment(self._timeline.forward(micros(at), 1) - 1)

    def next_close(self, at: datetime) -> datetime | None:
        """When the working time ends that is running or begins next; None when it never ends (24×7)."""
        closing = self._timeline.closing(micros(self.next_open(at)))
        return None if closing is None else moment(closing)

    def intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time between two moments as UTC intervals, in order, each as long as it goes."""
        for opened, closed in self._timeline.spans(*self._span(start, end)):
            yield moment(opened), moment(closed)

    def between(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """The working time between two moments, pauses left out; negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start, pauses)
        first, last = self._span(start, end)
        counted = sum(self._timeline.between(*each) for each in between_pauses(first, last, pauses))
        return timedelta(microseconds=counted)

    def add(self, start: datetime, working: timedelta, pauses: Iterable[Pause] = ()) -> datetime:
        """The earliest moment by which so much working time has gone since `start`, pauses left out. In UTC.

        Refuses no_hours, too_far (more than fifty years away), bad_minutes (less than none, or more than ten years
        of minutes), bad_pause.
        """
        needed, first = self._needed(working), micros(start, field="start")
        for begins, ends in between_pauses(first, LATEST, pauses):
            if ends == LATEST:
                return moment(self._timeline.forward(begins, needed))
            open_time = self._timeline.between(begins, ends)
            if needed <= open_time:
                return moment(self._timeline.forward(begins, needed))
            needed -= open_time
        raise WorktimeError("too_far", field="pauses")

    def subtract(self, end: datetime, working: timedelta) -> datetime:
        """The latest moment from which so much working time goes by until `end`. In UTC; refuses as `add` does."""
        return moment(self._timeline.backward(micros(end, field="end"), self._needed(working)))

    def is_working_day(self, day: date) -> bool:
        """Whether a date has any hours."""
        return bool(self.hours_on(day))

    def add_days(self, day: date, count: int) -> date:
        """`count` working days on, or back; from a day that is none it counts from the nearest in that direction."""
        if abs(count) > MOST_DAYS:
            raise WorktimeError("bad_days", field="days", value=count)
        if not 1900 <= day.year < 2200:
            raise WorktimeError("out_of_range", field="day", value=day.isoformat())
        self._insist_hours()
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left, searched = abs(count) + (count != 0 and not self.is_working_day(day)), 0
        while left:
            day, searched = day + step, searched + 1
            left -= self.is_working_day(day)
            if searched > _MOST_SPAN_DAYS:
                raise WorktimeError("too_far", field="days")
        return day

    def _needed(self, working: timedelta) -> int:
        if not timedelta() <= working <= timedelta(minutes=MOST_MINUTES):
            raise WorktimeError("bad_minutes", field="minutes", value=working / timedelta(minutes=1))
        if working:
            self._insist_hours()
        return working // timedelta(microseconds=1)

    def _insist_hours(self) -> None:
        if not self.has_hours:
            raise WorktimeError("no_hours", field="calendar")

    def _span(self, start: datetime, end: datetime) -> tuple[int, int]:
        if end - start > timedelta(days=_MOST_SPAN_DAYS):
            raise WorktimeError("too_far", field="end")
        return micros(start, field="start"), micros(end, field="end")
