"""The one place that knows what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond; within `at` the moment that it names."""
    return _moment.get() or datetime.now(UTC)


def told() -> datetime | None:
    """The moment that `at` names, or None when time is what it is."""
    return _moment.get()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What happens within counts as having happened then: for bringing in history by the usual commands.

    When the log recorded it stays true: events are written at the end of the outermost command, outside.
    """
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
