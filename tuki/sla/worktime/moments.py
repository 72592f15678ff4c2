"""Moments as whole microseconds since 1970 in UTC: exact, and no local time to go wrong with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tuki.sla.worktime.errors import WorktimeError

MICRO = 1_000_000
DAY = 86_400 * MICRO

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)


def micros(moment: datetime, *, field: str = "") -> int:
    """An aware moment as microseconds. Refuses no_offset, and out_of_range before 1900 or from 2200 on."""
    if moment.tzinfo is None:
        raise WorktimeError("no_offset", field=field, value=moment.isoformat())
    value = (moment - _EPOCH) // _ONE
    if not EARLIEST <= value < LATEST:
        raise WorktimeError("out_of_range", field=field, value=moment.isoformat())
    return value


def moment(value: int) -> datetime:
    """The inverse of `micros`, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


EARLIEST = (datetime(1900, 1, 1, tzinfo=UTC) - _EPOCH) // _ONE
LATEST = (datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) // _ONE
