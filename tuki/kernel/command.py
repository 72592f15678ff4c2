"""The one write path: a command changes rows and appends events in one transaction.

    @command
    def assign_ticket(actor, reference, *, assignee_id): ...
        announce(actor, TicketAssigned(subject=ticket.id, old=…, new=…))

When the outermost command's body has run, its events are appended to their streams, the inside
followers run, job rows for the after followers are written, and all of it commits together.
A command called by another command joins the transaction of that one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import transaction
from django.db.models import Model

from tuki.kernel import clock, followers, log
from tuki.kernel.actors import Actor
from tuki.kernel.events import Event
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.wake import wake_workers
from tuki.kernel.reference import begin_unit, end_unit, reference_changed

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

_registry: dict[str, Callable[..., Any]] = {}


class Work:
    """What the running command has announced so far, and what to do once it has committed."""

    def __init__(self) -> None:
        self.events: list[log.Announced] = []
        self.jobs: list[queue.NewJob] = []
        self.at_hand: dict[tuple[type[Model], int], Model] = {}

    def finish(self) -> None:
        """Appends the events, runs the inside followers and writes the jobs, those of the after followers as well."""
        recorded = log.append(self.events)
        for entry in recorded:
            for handler in followers.inside(entry.event.kind):
                handler(entry)
        for together, entries in followers.together(recorded):
            together(entries)
        self.jobs += [
            queue.follower_job(follower.name, entry.id, follower.lane)
            for entry in recorded
            for follower in followers.after(entry.event.kind)
            if follower.only_if(entry)
        ]
        queue.add_all(self.jobs)


_work: ContextVar[Work | None] = ContextVar("work", default=None)


def command(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Makes a function of a room's `commands/` the only way to change what it changes."""
    name = f"{function.__module__.removeprefix('tuki.')}.{function.__name__}"
    _registry[name] = function

    @functools.wraps(function)
    def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        if not isinstance(actor, Actor):
            raise TypeError(f"{name} needs an actor as its first argument")
        if _work.get() is not None:
            return function(actor, *args, **kwargs)
        work = Work()
        token, unit = _work.set(work), begin_unit()
        try:
            with transaction.atomic():
                result = function(actor, *args, **kwargs)
                work.finish()
        finally:
            _work.reset(token)
            end_unit(unit)
        if work.events or work.jobs:
            wake_workers()
        return result

    return run


def announce(actor: Actor, event: Event, *, happened_at: datetime | None = None) -> None:
    """Says what has happened, within the running command. `happened_at` is for what came late."""
    _running().events.append(log.Announced(actor, event, happened_at or clock.told()))
    if event.changes_reference:
        reference_changed()


def enqueue(kind: str, *, lane: str = "default", key: str | None = None, delay_seconds: float = 0, **ids: Any) -> None:
    """A job in the transaction of the running command; nothing to do when `key` is already queued."""
    _running().jobs.append(queue.new_job(kind, ids, lane=lane, key=key, delay_seconds=delay_seconds))


def enqueue_many(kind: str, payloads: Sequence[Mapping[str, Any]], *, lane: str = "default") -> None:
    """One job for each payload, in the transaction of the running command."""
    _running().jobs += [queue.new_job(kind, ids, lane=lane) for ids in payloads]


def keep_at_hand(row: Model) -> None:
    """Of a row that this command has written or locked, the object that says what it now holds.

    Followers inside ask `at_hand` for it before they ask the database.
    """
    if (work := _work.get()) is not None:
        work.at_hand[type(row), row.pk] = row


def at_hand(model: type[M], key: int) -> M | None:
    """The row that the running command keeps at hand, or None; then the database knows it."""
    work = _work.get()
    return cast("M | None", work.at_hand.get((model, key))) if work else None


def has_begun(stream: str, subject: int) -> bool:
    """Whether the running command itself began the stream, so that nothing older knows its subject."""
    return any(each.begins_stream and (each.stream, each.subject) == (stream, subject) for each in _announced())


def has_announced(type_: type[Event], subject: int) -> bool:
    """Whether the running command has announced such an event of the subject."""
    return any(isinstance(each, type_) and each.subject == subject for each in _announced())


def _announced() -> Iterator[Event]:
    work = _work.get()
    return (each.event for each in work.events) if work else iter(())


def is_running() -> bool:
    """Whether a command is running in this thread; queries that lock rows insist on it."""
    return _work.get() is not None


def commands() -> dict[str, Callable[..., Any]]:
    """All commands by room and name, for the reference and the contract tests."""
    return dict(_registry)


def _running() -> Work:
    work = _work.get()
    if work is None:
        raise RuntimeError("only a running command announces events and adds jobs")
    return work


__all__ = [
    "announce", "at_hand", "command", "commands", "enqueue", "enqueue_many", "has_announced", "has_begun",
    "is_running", "keep_at_hand",
]  # fmt: skip
