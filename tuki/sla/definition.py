"""What a calendar says, as one plain structure: how it is kept, compared, exported, and turned into working time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial

import msgspec

from tuki.kernel.refusals import Invalid
from tuki.sla.public_holidays import has_region, public_holidays
from tuki.sla.worktime import (
    WEEKDAYS,
    Calendar,
    Holidays,
    WorktimeError,
    read_calendar,
    read_date,
    read_holidays,
    read_hours,
    written_hours,
)

Pairs = list[tuple[str, str]]
_encoder = msgspec.json.Encoder(order="sorted")


class CalendarDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours by weekday (mon … sun), the zone they are read in, and the days that are different.

    `country` and `region` (ISO 3166) bring public holidays, `removed_holidays` are days of them that are worked,
    `added_holidays` are further ones by date; `exceptions` are the hours of single dates (2026-12-24) or of a date of
    every year (12-24), none for closed.
    """

    name: str
    zone: str
    week: dict[str, Pairs]
    country: str = ""
    region: str = ""
    exceptions: dict[str, Pairs] = {}
    added_holidays: dict[str, str] = {}
    removed_holidays: list[str] = []


def checked(definition: CalendarDefinition) -> CalendarDefinition:
    """The same in its one normal form: days in order, hours joined, nothing empty. Refuses what makes no sense.

    Refuses the codes of `WorktimeError` with the field they are about, `no_hours`, `unknown_country`, `unknown_region`.
    """
    with as_refusals():
        calendar = _read(definition)
        removed = sorted({read_date(day, field="removed_holidays").isoformat() for day in definition.removed_holidays})
    if not calendar.has_hours:
        raise Invalid("no_hours", field="week")
    with_public_holidays(definition.country, definition.region)
    week = zip(WEEKDAYS, calendar.week, strict=True)
    return msgspec.structs.replace(
        definition,
        week={day: _pairs(hours) for day, hours in week if hours},
        exceptions={day: _pairs(read_hours(each)) for day, each in sorted(definition.exceptions.items())},
        added_holidays=dict(sorted(definition.added_holidays.items())),
        removed_holidays=removed,
    )


def calendar_of(definition: CalendarDefinition) -> Calendar:
    """Working time as the definition says; equal definitions share one calendar and what it has worked out."""
    return _kept(_encoder.encode(definition))


def holidays_of(definition: CalendarDefinition, year: int) -> dict[date, str]:
    """Public holidays of the year, without the removed and with the added ones, named for the reader."""
    removed = set(definition.removed_holidays)
    found = public_holidays(definition.country, definition.region, year)
    return {day: name for day, name in found.items() if day.isoformat() not in removed}


def with_public_holidays(country: str, region: str) -> Holidays | None:
    """The public holidays by year, None for no country. Refuses `unknown_country`, `unknown_region`."""
    if country and not has_region(country, ""):
        raise Invalid("unknown_country", field="country", value=country)
    if region and not (country and has_region(country, region)):
        raise Invalid("unknown_region", field="region", value=region)
    return partial(public_holidays, country, region) if country else None


@contextmanager
def as_refusals() -> Iterator[None]:
    """What working time cannot read or compute, within, is a refusal with its code and field."""
    try:
        yield
    except WorktimeError as error:
        raise Invalid(error.code, field=error.field or None, value=error.value) from error


@lru_cache(maxsize=200)
def _kept(encoded: bytes) -> Calendar:
    return _read(msgspec.json.decode(encoded, type=CalendarDefinition))


def _read(definition: CalendarDefinition) -> Calendar:
    def others(year: int) -> Mapping[date, str]:
        return holidays_of(definition, year)

    read_holidays(definition.added_holidays, field="added_holidays")
    return read_calendar(
        zone=definition.zone,
        week=definition.week,
        holidays=definition.added_holidays,
        exceptions=definition.exceptions,
        others=others if definition.country else None,
    )


def _pairs(hours: tuple[tuple[int, int], ...]) -> Pairs:
    return [(start, end) for start, end in written_hours(hours)]
