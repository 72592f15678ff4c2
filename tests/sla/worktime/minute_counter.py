"""Working time counted by looking at the clock on the wall, minute after minute: slow, and plainly right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from sys import intern
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
Pairs = Sequence[Sequence[str]]


class MinuteCounter:
    """Knows only the plain description of a calendar, and shares no code with the product."""

    def __init__(
        self, zone: str, week: Mapping[str, Pairs], holidays: Sequence[str] = (), exceptions: Mapping[str, Pairs] = {}
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.week, self.holidays, self.exceptions = week, set(holidays), exceptions
        self._known: dict[str, Pairs] = {}

    def counts(self, minute: datetime) -> bool:
        """Whether the clock on the wall shows a working minute."""
        day, time, weekday = shown(self.zone, minute)
        return any(start <= time < end for start, end in self._hours(day, weekday))

    def due(self, start: datetime, minutes: int, pauses: Sequence[tuple[datetime, datetime]] = ()) -> datetime:
        """The end of the last minute that is needed."""
        at = start
        while minutes:
            if self.counts(at) and not any(begins <= at < ends for begins, ends in pauses):
                minutes -= 1
            at += MINUTE
        return at

    def between(self, start: datetime, end: datetime) -> int:
        """How many minutes count."""
        return sum(self.counts(each) for each in minutes(start, end))

    def _hours(self, day: str, weekday: str) -> Pairs:
        if day not in self._known:
            usual = () if day in self.holidays else self.week.get(weekday, ())
            self._known[day] = self.exceptions.get(day, usual)
        return self._known[day]


@cache
def shown(zone: ZoneInfo, minute: datetime) -> tuple[str, str, str]:
    """The date, the time and the weekday that the clock on the wall shows."""
    text = minute.astimezone(zone).isoformat()
    return intern(text[:10]), intern(text[11:16]), DAYS[datetime.fromisoformat(text).weekday()]


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute from `start` until before `end`."""
    while start < end:
        yield start
        start += MINUTE
