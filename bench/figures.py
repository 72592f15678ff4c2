"""What a measurement says, and how times are taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import msgspec


class Size(msgspec.Struct, frozen=True):
    """How much is measured: tickets with three messages each, and repeats of what is timed."""

    name: str
    tickets: int
    repeats: int


SMALL = Size("small", 2_000, 40)
FULL = Size("full", 100_000, 200)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report. `reference` is what `value` is divided by, for goals that are ratios."""

    goal: str
    what: str
    value: float
    unit: str
    aim: str
    is_reached: bool
    reference: float | None = None
    ratio: float | None = None


def ratio(goal: str, what: str, value: float, reference: float, *, most: float, unit: str = "ms CPU") -> Figure:
    """A cost against its reference; good when it is at most `most` times that."""
    found = value / reference
    return Figure(goal=goal, what=what, value=value, reference=reference, ratio=found, unit=unit,
                  aim=f"≤ {most:g} ×", is_reached=found <= most)  # fmt: skip


def share(goal: str, what: str, value: float, reference: float, *, least: float, unit: str = "/s") -> Figure:
    """A rate against its reference; good when it is at least `least` of that."""
    found = value / reference
    return Figure(goal=goal, what=what, value=value, reference=reference, ratio=found, unit=unit,
                  aim=f"≥ {least:g} ×", is_reached=found >= least)  # fmt: skip


def at_least(goal: str, what: str, value: float, least: float, unit: str) -> Figure:
    """An absolute rate."""
    return Figure(goal=goal, what=what, value=value, unit=unit, aim=f"≥ {least:g}", is_reached=value >= least)


def at_most(goal: str, what: str, value: float, most: float, unit: str) -> Figure:
    """An absolute cost."""
    return Figure(goal=goal, what=what, value=value, unit=unit, aim=f"≤ {most:g}", is_reached=value <= most)


def cpu_ms(times: int, *calls: Callable[[], object], rounds: int = 5) -> list[float]:
    """CPU of this process for one run of each call, in ms: the median of rounds in which they take turns."""
    found: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(rounds):
        for index, call in enumerate(calls):
            begun = time.process_time()
            for _ in range(times):
                call()
            found[index].append(1000 * (time.process_time() - begun) / times)
    return [statistics.median(each) for each in found]


def wall_ms(times: int, call: Callable[[], object]) -> list[float]:
    """How long each of several runs took, in ms, sorted."""
    waits = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        waits.append(1000 * (time.perf_counter() - begun))
    return sorted(waits)
