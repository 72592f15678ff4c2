"""A calendar as plain data, as files and programs write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from tuki.sla.worktime.calendar import MOST_MINUTES, Calendar, Holidays, fixed_holidays
from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.hours import Hours, read_hours
from tuki.sla.worktime.moments import micros, moment

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_DATES = 2000
LONGEST_NAME = 120

_YEARLY = re.compile(r"(\d\d)-(\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LEAP_YEAR = 2000


def read_calendar(
    *, zone: object, week: object, holidays: object = (), exceptions: object = None, others: Holidays | None = None
) -> Calendar:
    """A calendar from its parts:

    zone        "Europe/Oslo"
    week        {"mon": [["08:00", "12:00"], ["13:00", "17:00"]], …}; a weekday that is missing has no hours
    holidays    ["2026-12-25", …] or {"2026-12-25": "Christmas Day", …}
    exceptions  {"2026-12-24": [["08:00", "12:00"]], …}; "12-24" is that date of every year; no hours: closed
    others      further holidays by year, such as a country's

    Refuses bad_zone, bad_weekday, bad_date, bad_time, bad_interval, too_many_intervals, too_many_dates.
    """
    single, yearly = _read_exceptions({} if exceptions is None else exceptions)
    named = read_holidays(holidays)
    return Calendar(read_zone(zone), read_week(week), _together(named, others), single, yearly)


def read_zone(name: object) -> ZoneInfo:
    """A zone of the time zone database by its name."""
    if not isinstance(name, str) or name not in _zones():
        raise WorktimeError("bad_zone", field="zone", value=name)
    return ZoneInfo(name)


def read_week(week: object) -> tuple[Hours, ...]:
    """The hours of seven weekdays, Monday first."""
    if not isinstance(week, Mapping):
        raise WorktimeError("bad_weekday", field="week", value=week)
    if unknown := next((each for each in week if each not in WEEKDAYS), None):
        raise WorktimeError("bad_weekday", field="week", value=unknown)
    return tuple(read_hours(week.get(day, ()), field=f"week.{day}") for day in WEEKDAYS)


def read_date(text: object, *, field: str) -> date:
    """A date such as 2026-12-24 from the years in which working time is computed."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < 2200:
        raise WorktimeError("bad_date", field=field, value=text)
    return day


def read_moment(text: object, zone: ZoneInfo, *, field: str) -> datetime:
    """A moment as ISO 8601; without an offset it is local time in `zone`.

    Of a local time that the clock shows twice it is the first; one that is skipped is read with the offset before.
    """
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None:
        raise WorktimeError("bad_moment", field=field, value=text)
    return moment(micros(found if found.tzinfo else found.replace(tzinfo=zone), field=field))


def read_minutes(count: float) -> timedelta:
    """A number of working minutes. Refuses bad_minutes below none and above ten years."""
    if not 0 <= count <= MOST_MINUTES:
        raise WorktimeError("bad_minutes", field="minutes", value=count)
    return timedelta(minutes=count)


def read_holidays(given: object, *, field: str = "holidays") -> dict[date, str]:
    """Dates with their names; a list of dates has none."""
    if isinstance(given, str | bytes) or not isinstance(given, Mapping | list | tuple):
        raise WorktimeError("bad_date", field=field, value=given)
    if len(given) > MOST_DATES:
        raise WorktimeError("too_many_dates", field=field, value=len(given))
    named = given if isinstance(given, Mapping) else dict.fromkeys(map(str, given), "")
    return {read_date(day, field=field): str(name)[:LONGEST_NAME] for day, name in named.items()}


def _read_exceptions(given: object) -> tuple[dict[date, Hours], dict[tuple[int, int], Hours]]:
    single: dict[date, Hours] = {}
    yearly: dict[tuple[int, int], Hours] = {}
    if not isinstance(given, Mapping):
        raise WorktimeError("bad_date", field="exceptions", value=given)
    if len(given) > MOST_DATES:
        raise WorktimeError("too_many_dates", field="exceptions", value=len(given))
    for text, pairs in given.items():
        hours = read_hours(pairs, field=f"exceptions.{text}")
        if isinstance(text, str) and (found := _YEARLY.fullmatch(text)):
            day = read_date(f"{_LEAP_YEAR}-{found[1]}-{found[2]}", field="exceptions")
            yearly[day.month, day.day] = hours
        else:
            single[read_date(text, field="exceptions")] = hours
    return single, yearly


def _together(named: dict[date, str], others: Holidays | None) -> Holidays:
    if others is None:
        return fixed_holidays(named)
    if not named:
        return others
    return lambda year: {**others(year), **{day: name for day, name in named.items() if day.year == year}}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
