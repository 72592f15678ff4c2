"""What holds for every calendar, moment and pause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tuki.sla.worktime import Label, Pause, due, explain, read_calendar, written_hours

ZONES = ("Europe/Helsinki", "America/St_Johns", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "UTC")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

moments = st.datetimes(datetime(1995, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  as asked
spans = st.timedeltas(timedelta(), timedelta(days=60))
needs = st.timedeltas(timedelta(), timedelta(hours=200))


@st.composite
def hours(draw):
    """Pairs of times on whole quarters."""
    marks = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    marks = marks[: len(marks) // 2 * 2]
    times = [f"{mark // 4:02}:{mark % 4 * 15:02}" for mark in marks]
    return [[times[i], times[i + 1]] for i in range(0, len(times), 2)]


@st.composite
def calendars(draw):
    """Calendars that are open on some Wednesday."""
    week = {day: draw(hours()) for day in DAYS} | {"wed": [["02:15", "18:00"]]}
    days = st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(str)
    return read_calendar(
        zone=draw(st.sampled_from(ZONES)),
        week=week,
        holidays=draw(st.lists(days, max_size=10)),
        exceptions=draw(st.dictionaries(days, hours(), max_size=5)),
    )


@st.composite
def pauses(draw, around):
    """Pauses near a moment, overlapping at will."""
    starts = draw(st.lists(st.timedeltas(-timedelta(days=3), timedelta(days=20)), max_size=5))
    lengths = st.timedeltas(timedelta(), timedelta(days=4))
    return [Pause(around + start, around + start + draw(lengths)) for start in starts]


@given(calendars(), moments, needs, st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_added_has_gone_and_not_a_moment_before(calendar, start, working, data):
    stopped = data.draw(pauses(start))
    found = calendar.add(start, working, stopped)
    assert calendar.between(start, found, stopped) == working
    if working:
        assert calendar.between(start, found - timedelta.resolution, stopped) == working - timedelta.resolution


@given(calendars(), moments, needs)
@settings(max_examples=100, deadline=None)
def test_subtracting_finds_the_latest_start(calendar, end, working):
    found = calendar.subtract(end, working)
    assert calendar.between(found, end) == working
    if working:
        assert calendar.between(found + timedelta.resolution, end) == working - timedelta.resolution


@given(calendars(), moments, needs, needs)
@settings(max_examples=100, deadline=None)
def test_adding_in_two_steps_is_adding_at_once(calendar, start, one, other):
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@given(calendars(), moments, needs, st.data())
@settings(max_examples=100, deadline=None)
def test_a_sum_has_no_gap_and_its_running_parts_are_what_was_asked(calendar, start, working, data):
    found = due(calendar, start, working, data.draw(pauses(start)))
    edges = [start, *(part.end for part in found.sum)]
    assert [part.start for part in found.sum] == edges[:-1]
    assert edges[-1] == found.due
    assert all(part.start < part.end for part in found.sum)
    running = [part.end - part.start for part in found.sum if part.label is Label.RUNNING]
    assert sum(running, timedelta()) == working


@given(calendars(), moments, spans)
@settings(max_examples=100, deadline=None)
def test_intervals_are_apart_and_make_up_the_time_between(calendar, start, span):
    found = list(calendar.intervals(start, start + span))
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert sum((end - begin for begin, end in found), timedelta()) == calendar.between(start, start + span)
    assert all(calendar.is_open(begin) and not calendar.is_open(end) for begin, end in found if end < start + span)


@given(calendars(), moments)
@settings(max_examples=100, deadline=None)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, at):
    opened = calendar.next_open(at)
    closed = calendar.next_close(at)
    assert calendar.is_open(opened)
    assert calendar.between(at, opened) == timedelta()
    assert closed is not None
    assert calendar.between(opened, closed) == closed - opened
    assert not calendar.is_open(closed)


@given(calendars(), moments, st.integers(-60, 60))
@settings(max_examples=100, deadline=None)
def test_working_days_go_there_and_back(calendar, at, count):
    day = at.date()
    found = calendar.add_days(day, count)
    if count:
        assert calendar.is_working_day(found)
        assert calendar.is_working_day(day) is False or calendar.add_days(found, -count) == day


@given(hours())
def test_hours_are_written_as_they_were_read(pairs):
    calendar = read_calendar(zone="UTC", week={"mon": pairs})
    joined = written_hours(calendar.week[0])
    assert read_calendar(zone="UTC", week={"mon": joined}).week == calendar.week


@given(calendars(), moments, spans)
@settings(max_examples=50, deadline=None)
def test_every_stretch_says_truly_whether_it_was_open(calendar, start, span):
    for part in explain(calendar, start, start + span):
        expected = part.end - part.start if part.label is Label.RUNNING else timedelta()
        assert calendar.between(part.start, part.end) == expected
