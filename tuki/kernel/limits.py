"""Limits on tries: atomic counters per window of time, shared by all processes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import F

from tuki.kernel import clock
from tuki.kernel.jobs.registry import scheduled
from tuki.kernel.models import LimitCount
from tuki.kernel.refusals import TooMany

# A pace is a list of (most tries, within so many seconds): several of them make a delay that grows.
Pace = Sequence[tuple[int, int]]
SLOT_SECONDS = 20


def count_try(key: str, *, window_seconds: int, by: int = 1, kept_seconds: int = 0) -> int:
    """Counts one more try under `key` and gives the number in the present window, this one included.

    `kept_seconds` keeps the count for longer than its window lasts.
    """
    window = int(clock.now().timestamp()) // window_seconds
    ends_at = datetime.fromtimestamp((window + 1) * window_seconds + kept_seconds, UTC)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            # WINDOW is a reserved word of PostgreSQL, so its name is quoted.
            'INSERT INTO kernel_limitcount (key, "window", count, ends_at) VALUES (%s, %s, %s, %s)'
            ' ON CONFLICT (key, "window") DO UPDATE SET count = kernel_limitcount.count + excluded.count'
            " RETURNING count",
            [key, window, by, ends_at],
        )
        return int(cursor.fetchone()[0])


def count_of(key: str, *, window_seconds: int) -> int:
    """How often `key` was tried in the present window."""
    window = int(clock.now().timestamp()) // window_seconds
    return LimitCount.objects.filter(key=key, window=window).values_list("count", flat=True).first() or 0


def insist_below(key: str, *, most: int, window_seconds: int, code: str = "too_many_tries", by: int = 1) -> None:
    """Counts a try, as many as `by`, and refuses it (`TooMany`) when there are more than `most` in the window."""
    if count_try(key, window_seconds=window_seconds, by=by) > most:
        now = int(clock.now().timestamp())
        raise TooMany(code, retry_after_seconds=window_seconds - now % window_seconds)


def insist_pace(key: str, pace: Pace, *, code: str = "too_many_tries") -> None:
    """Counts a try and refuses it (`TooMany`) when any span of the pace already holds as many as it may.

    Spans slide in slots of 20 s, so that no span of that length ever holds more, wherever it begins. A refused
    try is taken back: who waits as long as told is let in. Atomic: of parallel tries no more pass than may.
    """
    longest = max(seconds for _most, seconds in pace)
    count_try(key, window_seconds=SLOT_SECONDS, kept_seconds=longest + SLOT_SECONDS)
    now = int(clock.now().timestamp())
    slots = dict(LimitCount.objects.filter(key=key, count__gt=0).values_list("window", "count"))
    wait = max(_wait(slots, most, seconds, now) for most, seconds in pace)
    if wait:
        take_back(key)
        raise TooMany(code, retry_after_seconds=wait)


def take_back(key: str) -> None:
    """The last try under a pace does not count, for it was refused or right."""
    last = LimitCount.objects.filter(key=key, count__gt=0).order_by("-window").values_list("window", flat=True)
    if last:
        LimitCount.objects.filter(key=key, window=last[0], count__gt=0).update(count=F("count") - 1)


def _wait(slots: dict[int, int], most: int, seconds: int, now: int) -> int:
    """Seconds until the span has room again: until enough of its oldest slots have left it; 0 when it has room."""
    first = now // SLOT_SECONDS - -(-seconds // SLOT_SECONDS)
    within = {slot: count for slot, count in slots.items() if slot >= first}
    too_many = sum(within.values()) - most
    if too_many <= 0:
        return 0
    for slot in sorted(within):
        too_many -= within[slot]
        if too_many <= 0:
            break
    return (slot - first + 1) * SLOT_SECONDS - now % SLOT_SECONDS


def forget(key: str) -> None:
    """Starts counting anew, after a success."""
    LimitCount.objects.filter(key=key).delete()


@scheduled("kernel.forget_limits", every_seconds=3600)
def forget_past_windows() -> None:
    """Drops the counts of windows that have ended."""
    LimitCount.objects.filter(ends_at__lt=clock.now()).delete()
