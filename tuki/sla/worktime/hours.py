"""The working hours of one day: pairs of minutes since local midnight, in order, apart from each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuki.sla.worktime.errors import WorktimeError

Hours = tuple[tuple[int, int], ...]

DAY_MINUTES = 1440
WHOLE_DAY: Hours = ((0, DAY_MINUTES),)
MOST_INTERVALS = 24

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def read_hours(pairs: object, *, field: str = "hours") -> Hours:
    """Hours from pairs such as `["08:00", "12:00"]`; 24:00, or 00:00 as an end, is the midnight that ends the day.

    Intervals that touch or overlap become one. Refuses bad_time, bad_interval (its end is not after its beginning:
    a night is 22:00–24:00 of one day and 00:00–06:00 of the next), too_many_intervals.
    """
    if isinstance(pairs, str | bytes) or not isinstance(pairs, Sequence):
        raise WorktimeError("bad_interval", field=field, value=pairs)
    if len(pairs) > MOST_INTERVALS:
        raise WorktimeError("too_many_intervals", field=field, value=len(pairs))
    return _united([_read_interval(pair, field) for pair in pairs])


def written_hours(hours: Hours) -> list[list[str]]:
    """The inverse of `read_hours`."""
    return [[written_time(start), written_time(end)] for start, end in hours]


def written_time(minute: int) -> str:
    """Minutes since midnight as 08:00; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _read_interval(pair: object, field: str) -> tuple[int, int]:
    if isinstance(pair, str | bytes) or not isinstance(pair, Sequence) or len(pair) != 2:
        raise WorktimeError("bad_interval", field=field, value=pair)
    start, end = _read_time(pair[0], field), _read_time(pair[1], field)
    if start > 0 and end == 0:
        end = DAY_MINUTES
    if end <= start:
        raise WorktimeError("bad_interval", field=field, value=f"{pair[0]}–{pair[1]}")
    return start, end


def _read_time(text: object, field: str) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise WorktimeError("bad_time", field=field, value=text)
    return minute


def _united(intervals: list[tuple[int, int]]) -> Hours:
    united: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)
