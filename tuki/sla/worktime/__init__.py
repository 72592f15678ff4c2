"""Working time: pure arithmetic over hours, zones, holidays and pauses. No Django, no database, no clock of its own.

    calendar = read_calendar(zone="Europe/Oslo", week={"mon": [["08:00", "12:00"], ["13:00", "17:00"]]},
                             holidays=["2026-12-25"], exceptions={"2026-12-24": [["08:00", "12:00"]]})
    calendar = Calendar.always(ZoneInfo("UTC"))                              24×7

    calendar.is_open(at) -> bool                                             the end of an interval is not open
    calendar.next_open(at) -> datetime                                       `at` itself when open
    calendar.next_close(at) -> datetime | None                               None: it never closes
    calendar.intervals(start, end) -> Iterator[(datetime, datetime)]         open, in UTC
    calendar.between(start, end, pauses=()) -> timedelta                     negative when end < start
    calendar.add(start, timedelta, pauses=()) -> datetime                    the earliest moment by which it has gone
    calendar.subtract(end, timedelta) -> datetime                            the latest moment from which it goes
    calendar.add_days(date, count) -> date                                   working days
    calendar.hours_on(date), exception_on(date), holiday_on(date), is_working_day(date), has_hours

    due(calendar, start, timedelta, pauses=()) -> Due(due, sum)              with every stretch and its label
    explain(calendar, start, end, pauses=()) -> list[Part]                   Part(start, end, label, reason), .minutes
    Pause(start, end, reason="")
    read_moment(text, zone, field=…), read_minutes(count)                    what people and programs write

Moments are aware datetimes; what comes back is in UTC, exact to the microsecond. A moment is open when the clock on
the wall of the zone shows a time inside the hours of the date that it shows: a skipped hour never counts, a repeated
hour counts as often as it is shown. What cannot be computed is a `WorktimeError` with a code, never an endless loop.
A calendar keeps what it has worked out: make it once, share it between threads, and 100,000 sums take seconds.
"""

from tuki.sla.worktime.calendar import MOST_MINUTES, Calendar, Holidays, fixed_holidays, no_holidays
from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.explaining import Due, Label, Part, due, explain
from tuki.sla.worktime.hours import DAY_MINUTES, WHOLE_DAY, Hours, read_hours, written_hours, written_time
from tuki.sla.worktime.pauses import Pause
from tuki.sla.worktime.reading import (
    WEEKDAYS,
    read_calendar,
    read_date,
    read_holidays,
    read_minutes,
    read_moment,
    read_week,
    read_zone,
)

__all__ = [
    "DAY_MINUTES", "MOST_MINUTES", "WEEKDAYS", "WHOLE_DAY", "Calendar", "Due", "Holidays", "Hours", "Label", "Part",
    "Pause", "WorktimeError", "due", "explain", "fixed_holidays", "no_holidays", "read_calendar", "read_date",
    "read_holidays", "read_hours", "read_minutes", "read_moment", "read_week", "read_zone", "written_hours",
    "written_time",
]  # fmt: skip
