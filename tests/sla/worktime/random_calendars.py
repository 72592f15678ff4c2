"""Random calendars, starts and pauses around the nights in which clocks change."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

# Zone → nights with a change: both changes of a year; half an hour (Lord Howe), at midnight (São Paulo, Havana), and a
# day that was left out (Apia).
CHANGES = {
    "Europe/Oslo": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "America/Sao_Paulo": ("2018-02-18", "2018-11-04"),
    "America/Havana": ("2026-03-08", "2026-11-01"),
    "Pacific/Apia": ("2011-09-24", "2011-12-30", "2012-04-01"),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def random_hours(chance: random.Random) -> list[list[str]]:
    """Up to three intervals of a day, on any minute, apart from each other; at times the whole day."""
    if chance.random() < 0.1:
        return [["00:00", "24:00"]]
    count = chance.choice((0, 1, 1, 1, 2, 2, 3))
    early = chance.random() < 0.5  # half of them around the hours in which clocks change
    marks = sorted(chance.sample(range(0, 300 if early else 1441), count * 2))
    return [[_time(marks[i]), _time(marks[i + 1])] for i in range(0, len(marks), 2)]


def random_case(chance: random.Random) -> dict[str, Any]:
    """A calendar with something to count, and what to ask of it."""
    zone = chance.choice(sorted(CHANGES))
    night = datetime.fromisoformat(chance.choice(CHANGES[zone])).replace(tzinfo=UTC)
    week = {day: random_hours(chance) for day in DAYS}
    week[chance.choice(DAYS)] = [["01:30", "16:45"]]
    start = night + timedelta(minutes=chance.randrange(-2 * 1440, 720))
    dates = [f"{night + timedelta(days=chance.randrange(-4, 8)):%Y-%m-%d}" for _ in range(chance.randrange(4))]
    special = [f"{night + timedelta(days=chance.randrange(-2, 3)):%Y-%m-%d}" for _ in range(chance.randrange(3))]
    pauses = []
    for _ in range(chance.randrange(5)):
        begins = start + timedelta(minutes=chance.randrange(-300, 3000))
        pauses.append((begins, begins + timedelta(minutes=chance.randrange(0, 600))))
    return {
        "zone": zone,
        "week": week,
        "holidays": dates,
        "exceptions": {day: random_hours(chance) for day in special},
        "start": start,
        "minutes": chance.randrange(0, 420),
        "pauses": pauses,
    }


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
