"""How much each envelope sender has sent of late, counted in this process (F071, F073)."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from tuki.channels.email.listeners.limits import Limits

_MOST_SENDERS = 100_000


class Pace(Enum):
    """`CALM` is as usual, `BULK` waits behind others, `FLOOD` is put off, `FULL` until the day is over."""

    CALM = "calm"
    BULK = "bulk"
    FLOOD = "flood"
    FULL = "full"


class FloodGauge:
    """Counts mails by sender in whole minutes and hours, and their bytes in days; forgets everything when a window
    ends."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._minute, self._hour, self._day = _Window(60), _Window(3600), _Window(86_400)

    def pace_of(self, sender: str) -> Pace:
        """Counts one more mail of the sender and says how it is to be taken. What is put off does not count."""
        now, key = self._clock(), _key(sender)
        if self._day.count_of(key, now) >= self._limits.bytes_per_day:
            return Pace.FULL
        minute, hour = self._minute.count_of(key, now), self._hour.count_of(key, now)
        if minute >= self._limits.flood_per_minute or hour >= self._limits.flood_per_hour:
            return Pace.FLOOD
        self._minute.add(key)
        self._hour.add(key)
        return Pace.BULK if minute >= self._limits.calm_per_minute else Pace.CALM

    def weigh(self, sender: str, size: int) -> None:
        """Counts the bytes of a mail that was kept."""
        self._day.count_of(_key(sender), self._clock())
        self._day.add(_key(sender), size)


def _key(sender: str) -> str:
    return sender.strip("<> ").lower()


class _Window:
    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._begun_at = float("-inf")
        self._counts: dict[str, int] = {}

    def count_of(self, key: str, now: float) -> int:
        if now - self._begun_at >= self._seconds or len(self._counts) > _MOST_SENDERS:
            self._begun_at, self._counts = now, {}
        return self._counts.get(key, 0)

    def add(self, key: str, amount: int = 1) -> None:
        self._counts[key] = self._counts.get(key, 0) + amount
