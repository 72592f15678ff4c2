"""When a mail that a server did not take is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTE, HOUR = 60, 3600
REFUSED_FOR_NOW = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR)
UNREACHABLE = (15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE)
FEWEST_ATTEMPTS = 6
GIVEN_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1: at least 4–5 days


def seconds_until_next(attempts: int, *, is_unreachable: bool) -> int:
    """The wait after so many attempts; short when the server itself was away, so that it is noticed back."""
    delays = UNREACHABLE if is_unreachable else REFUSED_FOR_NOW
    return delays[min(attempts, len(delays)) - 1]


def is_given_up(*, created_at: datetime, now: datetime, attempts: int) -> bool:
    """After five days, but never before six attempts: a mail that was held so long gets its tries too."""
    return attempts >= FEWEST_ATTEMPTS and now - created_at >= GIVEN_UP_AFTER
