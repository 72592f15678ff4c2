"""Limits on tries: atomic counters per window of time, shared by all processes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction

from tuki.kernel import clock
from tuki.kernel.jobs.registry import scheduled
from tuki.kernel.models import LimitCount
from tuki.kernel.refusals import TooMany


def count_try(key: str, *, window_seconds: int, by: int = 1) -> int:
    """Counts one more try under `key` and gives the number in the present window, this one included."""
    window = int(clock.now().timestamp()) // window_seconds
    ends_at = datetime.fromtimestamp((window + 1) * window_seconds, UTC)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_limitcount (key, window, count, ends_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (key, window) DO UPDATE SET count = kernel_limitcount.count + excluded.count"
            " RETURNING count",
            [key, window, by, ends_at],
        )
        return int(cursor.fetchone()[0])


def count_of(key: str, *, window_seconds: int) -> int:
    """How often `key` was tried in the present window."""
    window = int(clock.now().timestamp()) // window_seconds
    return LimitCount.objects.filter(key=key, window=window).values_list("count", flat=True).first() or 0


def insist_below(key: str, *, most: int, window_seconds: int, code: str = "too_many_tries") -> None:
    """Counts a try and refuses it (`TooMany`) when it is more than `most` in the window."""
    if count_try(key, window_seconds=window_seconds) > most:
        now = int(clock.now().timestamp())
        raise TooMany(code, retry_after_seconds=window_seconds - now % window_seconds)


def forget(key: str) -> None:
    """Starts counting anew, after a success."""
    LimitCount.objects.filter(key=key).delete()


@scheduled("kernel.forget_limits", every_seconds=3600)
def forget_past_windows() -> None:
    """Drops the counts of windows that have ended."""
    LimitCount.objects.filter(ends_at__lt=clock.now()).delete()
