"""How much one token may ask of one web process: a bucket of requests that fills up again (F179).

Kept in memory: a count in the database would make every read a write. So two web processes let through twice as much.
"""

from __future__ import annotations

import math
import threading
import time

from django.conf import settings

from tuki.kernel.refusals import TooMany

MOST_BUCKETS = 10_000


class Buckets:
    """What is left for each token, as (requests, since when)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str, *, cost: int, per_minute: int) -> float:
        """Takes `cost` and gives 0, or takes nothing and gives the seconds until there is enough."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get(key, (float(per_minute), now))
            left = min(float(per_minute), left + (now - at) * per_minute / 60)
            if left < cost:
                return (cost - left) * 60 / per_minute
            if len(self._left) >= MOST_BUCKETS and key not in self._left:
                self._left.clear()
            self._left[key] = (left - cost, now)
        return 0.0

    def clear(self) -> None:
        """Everybody begins with a full bucket again."""
        with self._lock:
            self._left.clear()


buckets = Buckets()


def insist_pace(token: str, *, cost: int = 1) -> None:
    """Refuses `too_many_requests` with the time to wait, when the token has asked for more than
    `TUKI_API_REQUESTS_PER_MINUTE`; a costly request counts as several."""
    per_minute: int = settings.API_REQUESTS_PER_MINUTE
    if not per_minute:
        return
    wait = buckets.take(token, cost=min(cost, per_minute), per_minute=per_minute)
    if wait:
        raise TooMany("too_many_requests", retry_after_seconds=max(1, math.ceil(wait)))
