"""Nights in which the clocks change, read as the documentation says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tuki.sla.worktime import Calendar, read_calendar

OSLO = ZoneInfo("Europe/Oslo")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def _worked(day: date, *pairs: str) -> tuple[timedelta, list[str]]:
    """How much a Sunday with these hours counts, and from when to when on the clock of the zone."""
    calendar = read_calendar(zone="Europe/Oslo", week={"sun": [each.split("-") for each in pairs]})
    start = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=OSLO)
    shown = [f"{a.astimezone(OSLO):%H:%M%z}-{b.astimezone(OSLO):%H:%M%z}" for a, b in calendar.intervals(start, end)]
    return calendar.between(start, end), shown


def _hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("day", "hours", "count", "shown"),
    [
        (SPRING, "01:00-04:00", 2, ["01:00+0100-04:00+0200"]),
        (SPRING, "02:30-04:00", 1, ["03:00+0200-04:00+0200"]),
        (SPRING, "01:00-02:30", 1, ["01:00+0100-03:00+0200"]),
        (SPRING, "02:10-02:50", 0, []),
        (AUTUMN, "01:00-04:00", 4, ["01:00+0200-04:00+0100"]),
        (AUTUMN, "02:30-04:00", 2, ["02:30+0200-02:00+0100", "02:30+0100-04:00+0100"]),
        (AUTUMN, "01:00-02:30", 2, ["01:00+0200-02:30+0200", "02:00+0100-02:30+0100"]),
        (AUTUMN, "02:00-03:00", 2, ["02:00+0200-03:00+0100"]),
    ],
)
def test_hours_around_a_change(day, hours, count, shown):
    worked, intervals = _worked(day, hours)
    assert worked == _hours(count)
    assert intervals == shown


@pytest.mark.parametrize(("day", "count"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 7), 24)])
def test_a_whole_day_is_as_long_as_it_is(day, count):
    start = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    end = datetime.combine(day + timedelta(days=1), start.time(), OSLO)
    assert Calendar.always(OSLO).between(start, end) == _hours(count)


def test_a_night_shift_is_as_long_as_it_was():
    night = read_calendar(zone="Europe/Oslo", week={"sat": [["22:00", "24:00"]], "sun": [["00:00", "06:00"]]})
    for day, count in ((SPRING, 7), (AUTUMN, 9)):
        evening = datetime(day.year, day.month, day.day, 12, tzinfo=OSLO) - timedelta(days=1)
        (interval,) = night.intervals(evening, evening + timedelta(days=1))
        assert interval[1] - interval[0] == _hours(count)


def test_a_zone_that_left_out_a_day_has_no_hours_on_it():
    apia = read_calendar(zone="Pacific/Apia", week={"fri": [["09:00", "17:00"]]})
    start = datetime(2011, 12, 26, tzinfo=UTC)
    assert apia.between(start, start + timedelta(days=7)) == timedelta()


def test_midnight_itself_may_be_skipped():
    havana = read_calendar(zone="America/Havana", week={"sun": [["00:00", "02:00"]]})
    start = datetime(2026, 3, 8, 4, tzinfo=UTC)
    assert [*havana.intervals(start, start + timedelta(hours=8))] == [
        (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, 6, tzinfo=UTC))
    ]
