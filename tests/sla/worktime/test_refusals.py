"""Absurd calendars and questions get an answer at once, and a clear one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tuki.sla.worktime import Calendar, Pause, WorktimeError, due, read_calendar

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALWAYS = Calendar.always(ZoneInfo("UTC"))
NEVER = read_calendar(zone="UTC", week={})
RARE = read_calendar(zone="UTC", week={"mon": [["09:00", "09:01"]]})
PAST = read_calendar(zone="UTC", week={}, exceptions={"2020-01-01": [["09:00", "10:00"]]})
BUSY = read_calendar(zone="UTC", week={"mon": [[f"{hour:02}:00", f"{hour:02}:01"] for hour in range(24)]})
HOURS = {"mon": [["08:00", "17:00"]]}


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: NEVER.add(AT, MINUTE), "no_hours"),
        (lambda: NEVER.subtract(AT, MINUTE), "no_hours"),
        (lambda: NEVER.next_open(AT), "no_hours"),
        (lambda: NEVER.next_close(AT), "no_hours"),
        (lambda: NEVER.add_days(AT.date(), 1), "no_hours"),
        (lambda: PAST.add(AT, MINUTE), "too_far"),
        (lambda: PAST.add_days(AT.date(), 1), "too_far"),
        (lambda: RARE.add(AT, MINUTE * 1_000_000), "too_far"),
        (lambda: RARE.subtract(AT, MINUTE * 1_000_000), "too_far"),
        (lambda: ALWAYS.add(AT, MINUTE * 10**9), "bad_minutes"),
        (lambda: ALWAYS.add(AT, -MINUTE), "bad_minutes"),
        (lambda: ALWAYS.add(datetime(1, 1, 1, tzinfo=UTC), MINUTE), "out_of_range"),
        (lambda: ALWAYS.add(datetime(9999, 12, 31, tzinfo=UTC), MINUTE), "out_of_range"),
        (lambda: ALWAYS.add(datetime(2199, 12, 31, 23, 59, 30, tzinfo=UTC), MINUTE * 99999), "too_far"),
        (lambda: ALWAYS.add(AT.replace(tzinfo=None), MINUTE), "no_offset"),
        (lambda: ALWAYS.add(AT, MINUTE, [Pause(AT, AT - MINUTE)]), "bad_pause"),
        (lambda: ALWAYS.add(AT, MINUTE, [Pause(AT, AT + MINUTE)] * 10_001), "bad_pause"),
        (lambda: ALWAYS.between(AT.replace(year=1950), AT), "too_far"),
        (lambda: ALWAYS.add_days(AT.date(), 10**6), "bad_days"),
        (lambda: ALWAYS.add_days(date(9999, 12, 31), 1), "out_of_range"),
        (lambda: due(BUSY, AT, MINUTE * 20_000), "too_long"),
        (lambda: read_calendar(zone="Mars/Olympus", week=HOURS), "bad_zone"),
        (lambda: read_calendar(zone="../../etc/passwd", week=HOURS), "bad_zone"),
        (lambda: read_calendar(zone="UTC", week={"monday": []}), "bad_weekday"),
        (lambda: read_calendar(zone="UTC", week=[]), "bad_weekday"),
        (lambda: read_calendar(zone="UTC", week={"mon": [["8", "17"]]}), "bad_time"),
        (lambda: read_calendar(zone="UTC", week={"mon": [["08:00", "24:01"]]}), "bad_time"),
        (lambda: read_calendar(zone="UTC", week={"mon": [["22:00", "06:00"]]}), "bad_interval"),
        (lambda: read_calendar(zone="UTC", week={"mon": [["08:00", "08:00"]]}), "bad_interval"),
        (lambda: read_calendar(zone="UTC", week={"mon": ["08:00", "17:00"]}), "bad_interval"),
        (lambda: read_calendar(zone="UTC", week={"mon": "08:00-17:00"}), "bad_interval"),
        (lambda: read_calendar(zone="UTC", week={"mon": [["08:00", "09:00"]] * 25}), "too_many_intervals"),
        (lambda: read_calendar(zone="UTC", week=HOURS, holidays=["2026-02-30"]), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, holidays=["9999-12-31"]), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, holidays="2026-02-20"), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, exceptions={"02-30": []}), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, exceptions={"tomorrow": []}), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, exceptions=[]), "bad_date"),
        (lambda: read_calendar(zone="UTC", week=HOURS, holidays=[f"20{n:02}-01-{d:02}" for n in range(99)
                                                                 for d in range(1, 29)]), "too_many_dates"),
    ],
)  # fmt: skip
def test_refused_with_a_code(ask, code):
    with pytest.raises(WorktimeError) as refused:
        ask()
    assert refused.value.code == code


def test_24x7_never_closes():
    assert ALWAYS.next_close(AT) is None
    assert ALWAYS.next_open(AT) == AT


def test_what_ends_at_midnight_may_be_written_both_ways():
    assert read_calendar(zone="UTC", week={"mon": [["16:00", "00:00"]]}).week[0] == ((960, 1440),)
    assert read_calendar(zone="UTC", week={"mon": [["16:00", "24:00"]]}).week[0] == ((960, 1440),)


def test_hours_that_touch_or_overlap_become_one():
    week = {"mon": [["12:00", "13:00"], ["08:00", "12:00"], ["12:30", "14:00"]]}
    assert read_calendar(zone="UTC", week=week).week[0] == ((480, 840),)
