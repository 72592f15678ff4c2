"""Which kinds of jobs there are, and which run by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[..., None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: what runs, how often it is tried before it is parked, who hears of the parking, and what may
    begin while the job before it still works."""

    name: str
    handler: Handler
    attempts: int
    on_parked: Callable[..., None] | None
    ahead: Handler | None


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job that runs once in every slot of `every_seconds`, on one worker, also after downtime."""

    name: str
    every_seconds: int
    lane: str


_kinds: dict[str, JobKind] = {}
_scheduled: dict[str, ScheduledJob] = {}


def job(
    name: str, *, attempts: int = 5, on_parked: Callable[..., None] | None = None, ahead: Handler | None = None
) -> Callable[[Handler], Handler]:
    """Registers a handler: keyword arguments are the ids in the job's payload.

    `ahead` takes the same and asks another process for what the job will need; it changes nothing, since the job may
    never come. It is called when the job before it says so (`running.begin_next`).
    """

    def register(handler: Handler) -> Handler:
        if name in _kinds:
            raise ValueError(f"job {name} is registered twice")
        _kinds[name] = JobKind(name, handler, attempts, on_parked, ahead)
        return handler

    return register


def scheduled(name: str, *, every_seconds: int, lane: str = "default") -> Callable[[Handler], Handler]:
    """Registers a handler without arguments that runs once in every slot of time."""

    def register(handler: Handler) -> Handler:
        job(name)(handler)
        _scheduled[name] = ScheduledJob(name, every_seconds, lane)
        return handler

    return register


def kind_named(name: str) -> JobKind | None:
    """The kind of this name; None when this version does not know it, and then the job is left alone."""
    return _kinds.get(name)


def known_kinds() -> list[str]:
    """The names of all kinds that this version can run."""
    return list(_kinds)


def schedules() -> list[ScheduledJob]:
    """Everything that runs by the clock."""
    return list(_scheduled.values())
