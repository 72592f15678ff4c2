"""Dates in filters: days, months, years, spans, ages and names, and the time they stand for."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tuki.search.query.tree import Filter

OPERATORS = ("<=", ">=", "<", ">")

_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_CALENDAR = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SPAN = re.compile(rf"({_DAY})\.\.({_DAY})")
_AGE = re.compile(r"(\d{1,4})(h|d|w|m|y)")
_AGE_UNITS = {
    **dict.fromkeys(("h", "ч", "t"), "h"),
    **dict.fromkeys(("d", "д", "pv"), "d"),
    **dict.fromkeys(("w", "н", "u", "vk"), "w"),
    **dict.fromkeys(("m", "м", "kk"), "m"),
    **dict.fromkeys(("y", "г", "å", "v"), "y"),
}
_AGE_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}
_OLDEST_DAYS = 365 * 1000
_FIRST_YEAR, _LAST_YEAR = 1900, 3000  # beyond, time zones and databases overflow
_TYPED_AGE = re.compile(rf"(\d{{1,4}})({'|'.join(sorted(_AGE_UNITS, key=len, reverse=True))})")

_NAMES = {
    "today": ("today", "сегодня", "i-dag", "idag", "tänään"),
    "yesterday": ("yesterday", "вчера", "i-går", "igår", "eilen"),
    "this-week": ("this-week", "эта-неделя", "denne-uken", "tämä-viikko"),
    "last-week": ("last-week", "прошлая-неделя", "forrige-uke", "viime-viikko"),
    "this-month": ("this-month", "этот-месяц", "denne-måneden", "tämä-kuu"),
    "last-month": ("last-month", "прошлый-месяц", "forrige-måned", "viime-kuu"),
    "this-year": ("this-year", "этот-год", "i-år", "tämä-vuosi"),
    "last-year": ("last-year", "прошлый-год", "i-fjor", "viime-vuosi"),
}
_BY_NAME = {alias: name for name, aliases in _NAMES.items() for alias in aliases}


def canonical_date(typed: str) -> tuple[str, str] | None:
    """Operator and canonical value of a typed date, or None when it is none.

    ``2026-01-01``, ``2026-01``, ``2026``, ``2026-01-01..2026-02-01``, ``7d`` (h d w m y), ``last-week`` …
    """
    folded = typed.casefold()
    operator = next((sign for sign in OPERATORS if folded.startswith(sign)), "")
    value = folded[len(operator) :]
    if value in _BY_NAME:
        return operator, _BY_NAME[value]
    if (age := _TYPED_AGE.fullmatch(value)) and age.group(1).isascii():
        count, unit = int(age.group(1)), _AGE_UNITS[age.group(2)]
        return (operator, f"{count}{unit}") if count * _AGE_DAYS[unit] < _OLDEST_DAYS else None
    if value.isascii() and ((_SPAN.fullmatch(value) and not operator) or _CALENDAR.fullmatch(value)):
        try:
            first, last = _days(value, date(2000, 1, 1))
        except (ValueError, OverflowError):
            return None
        return (operator, value) if first.year > _FIRST_YEAR and first < last and last.year < _LAST_YEAR else None
    return None


def date_bounds(condition: Filter, now: datetime, zone: tzinfo = UTC) -> tuple[datetime | None, datetime | None]:
    """The half-open time ``[start, end)`` a date filter asks for, each end None where it is open.

    Days begin at midnight in ``zone``. An age counts back from ``now``: ``<7d`` is less than seven days ago,
    ``7d`` the same, ``>7d`` longer ago. ValueError for a value that ``canonical_date`` would not give.
    """
    if age := _AGE.fullmatch(condition.value):
        moment = now - timedelta(days=int(age.group(1)) * _AGE_DAYS[age.group(2)])
        return (None, moment) if condition.operator in (">", ">=") else (moment, None)
    first, after_last = _days(condition.value, now.astimezone(zone).date())
    start, end = (datetime.combine(day, time(), zone) for day in (first, after_last))
    return {"": (start, end), ">": (end, None), ">=": (start, None), "<": (None, start), "<=": (None, end)}[
        condition.operator
    ]


def _days(value: str, today: date) -> tuple[date, date]:
    """First day and the day after the last."""
    if span := _SPAN.fullmatch(value):
        return _calendar_days(span.group(1))[0], _calendar_days(span.group(2))[1]
    if _CALENDAR.fullmatch(value):
        return _calendar_days(value)
    which, _, unit = value.partition("-")
    if not unit:
        day = today - timedelta(days=1) if which == "yesterday" else today
        return day, day + timedelta(days=1)
    first = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]
    if which == "last":
        before = first - timedelta(days=1)
        return {
            "week": first - timedelta(days=7),
            "month": before.replace(day=1),
            "year": before.replace(month=1, day=1),
        }[unit], first
    return first, {"week": first + timedelta(days=7), "month": _next_month(first), "year": _next_year(first)}[unit]


def _calendar_days(value: str) -> tuple[date, date]:
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day + timedelta(days=1)
    if len(parts) == 2:
        month = date(parts[0], parts[1], 1)
        return month, _next_month(month)
    year = date(parts[0], 1, 1)
    return year, _next_year(year)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _next_year(first: date) -> date:
    return first.replace(year=first.year + 1)
