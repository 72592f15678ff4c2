"""A month of a calendar as people check it by eye: each day with its hours and why it differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from babel.dates import format_date
from django.utils.translation import get_language

from tuki.sla.definition import CalendarDefinition, calendar_of, holidays_of
from tuki.sla.worktime import Calendar, read_date, written_hours
from tuki.ui.formats import day_words

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Day(msgspec.Struct, frozen=True):
    """A date: `kind` is open, closed, holiday, exception; `minutes` are what its hours count in real time.

    `change_minutes` is how far the clocks go forward (or, negative, back) on it.
    """

    on: date
    kind: str
    hours: tuple[str, ...]
    holiday: str
    minutes: int
    change_minutes: int
    words: str
    is_worked_holiday: bool = False


class Month(msgspec.Struct, frozen=True):
    """The days of a month with its name, its neighbours (2026-11, empty at the ends of time) and what it adds up to."""

    title: str
    weekdays: tuple[str, ...]
    days: tuple[Day, ...]
    before: str
    after: str

    @property
    def working_days(self) -> int:
        """How many days have hours."""
        return sum(1 for each in self.days if each.hours)

    @property
    def minutes(self) -> int:
        """How much working time there is."""
        return sum(each.minutes for each in self.days)


def month_of(definition: CalendarDefinition, written: str, today: date) -> Month:
    """The month written as 2026-12; the present one for anything else."""
    first = _first(written) or today.replace(day=1)
    language = get_language() or "en"
    calendar = calendar_of(definition)
    days = tuple(_day(calendar, definition, each) for each in _days(first))
    monday = date(2024, 1, 1)
    weekdays = (format_date(monday + timedelta(days=n), "EEE", language) for n in range(7))
    title = day_words(first, "yMMMM")
    return Month(title[:1].upper() + title[1:], tuple(weekdays), days, *_neighbours(first))


def _first(written: str) -> date | None:
    try:
        return read_date(f"{written}-01", field="month")
    except ValueError:
        return None


def _days(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)


def _neighbours(first: date) -> tuple[str, str]:
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return (
        f"{before:%Y-%m}" if before.year >= FIRST_YEAR else "",
        f"{after:%Y-%m}" if after.year <= LAST_YEAR else "",
    )


def _day(calendar: Calendar, definition: CalendarDefinition, day: date) -> Day:
    start, end = (
        datetime.combine(each, time(), calendar.zone).astimezone(UTC) for each in (day, day + timedelta(days=1))
    )
    hours = calendar.hours_on(day)
    holiday = calendar.holiday_on(day) or ""
    removed = "" if holiday else _removed(definition, day)
    return Day(
        on=day,
        kind=_kind(calendar, day, is_holiday=calendar.holiday_on(day) is not None),
        hours=tuple("–".join(pair) for pair in written_hours(hours)),
        holiday=holiday or removed,
        minutes=int(calendar.between(start, end).total_seconds() // 60),
        change_minutes=int((timedelta(days=1) - (end - start)).total_seconds() // 60),
        words=day_words(day, "MMMMEd"),
        is_worked_holiday=bool(removed),
    )


def _kind(calendar: Calendar, day: date, *, is_holiday: bool) -> str:
    if calendar.exception_on(day) is not None:
        return "exception"
    if is_holiday:
        return "holiday"
    return "open" if calendar.hours_on(day) else "closed"


def _removed(definition: CalendarDefinition, day: date) -> str:
    """The name of a public holiday that is worked all the same."""
    if day.isoformat() not in definition.removed_holidays:
        return ""
    whole = msgspec.structs.replace(definition, removed_holidays=[])
    return holidays_of(whole, day.year).get(day, "")
