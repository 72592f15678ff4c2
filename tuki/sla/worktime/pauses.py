"""Pauses: stretches of time that do not count, whoever stopped the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.moments import micros

MOST_PAUSES = 10_000


@dataclass(frozen=True, slots=True)
class Pause:
    """From `start` until `end` nothing counts; `reason` says why, for whoever asks."""

    start: datetime
    end: datetime
    reason: str = ""


Stretch = tuple[int, int, str]


def ordered(pauses: Iterable[Pause]) -> list[Stretch]:
    """Pauses in microseconds, in order, none overlapping: where two meet, the one that began first holds.

    Refuses bad_pause when one ends before it begins, or when there are more than 10,000.
    """
    found: list[Stretch] = []
    given = sorted((_read(each) for each in pauses), key=lambda each: each[:2])
    if len(given) > MOST_PAUSES:
        raise WorktimeError("bad_pause", field="pauses", value=len(given))
    for start, end, reason in given:
        start = max(start, found[-1][1]) if found else start
        if start < end:
            found.append((start, end, reason))
    return found


def between_pauses(start: int, end: int, pauses: Iterable[Pause]) -> Iterator[tuple[int, int]]:
    """What `pauses` leave of the time from `start` to `end`, in order."""
    for begins, ends, _reason in ordered(pauses):
        if begins >= end:
            break
        if ends <= start:
            continue
        if begins > start:
            yield start, begins
        start = ends
    if start < end:
        yield start, end


def _read(pause: Pause) -> Stretch:
    start, end = micros(pause.start, field="pauses"), micros(pause.end, field="pauses")
    if end < start:
        raise WorktimeError("bad_pause", field="pauses", value=pause.start.isoformat())
    return start, end, pause.reason
