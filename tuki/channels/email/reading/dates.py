"""The Date header: as sent, but only when it can be true."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
"""Mail older than this comes from a broken clock (1970 above all)."""

FUTURE = timedelta(days=2)
"""How far ahead of us a sender's clock may be."""

_COMMENT = re.compile(r"\([^()]*\)")
_ZONE_AFTER_NAME = re.compile(r"\b(?:GMT|UTC|UT)(?=[+-]\d{4}\b)")  # "GMT+0200"
_ISO = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def parse_date(text: str, now: datetime | None = None) -> datetime | None:
    """The aware moment of a Date header, or None when it is absent, unreadable or implausible.

    A missing or unknown zone counts as UTC; a zone beyond ±14 hours is implausible.
    """
    text = _COMMENT.sub(" ", text[:200]).strip()
    moment = _parse(text)
    if moment is None:
        return None
    latest = (now or datetime.now(UTC)) + FUTURE
    return moment if EARLIEST <= moment <= latest else None


def _parse(text: str) -> datetime | None:
    try:
        if _ISO.match(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        text = _ZONE_AFTER_NAME.sub("", text)
        fields = parsedate_tz(re.sub(r"\s*:\s*", ":", text))
        if fields is None:
            return None
        offset = fields[9] or 0
        if abs(offset) > 14 * 3600:
            return None
        year, month, day, hour, minute, second = fields[:6]
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return local - timedelta(seconds=offset)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
