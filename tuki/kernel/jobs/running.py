"""Running one job: find its handler, call it, finish it, or put it back."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextvars import ContextVar

import structlog

from tuki.kernel import followers, log
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.registry import job, kind_named
from tuki.kernel.models import Job

logger = structlog.get_logger("tuki.jobs")
_running: ContextVar[Job | None] = ContextVar("running_job", default=None)
_coming: ContextVar[Job | None] = ContextVar("coming_job", default=None)


class NotNow(Exception):
    """Raised by a handler that must wait: the job comes back after `seconds` and the attempt does not count."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds} s")
        self.seconds = seconds


def run(row: Job, *, worker: str) -> bool:
    """Runs a leased job and says whether it is done. Never raises: a failure is put back or parked."""
    kind = kind_named(row.kind)
    if kind is None:
        queue.put_off(row, worker=worker, seconds=60)
        return False
    _running.set(row)
    try:
        kind.handler(**queue.payload_of(row))
        return True
    except NotNow as wait:
        queue.put_off(row, worker=worker, seconds=wait.seconds)
    except Exception as error:
        logger.warning("job_failed", kind=row.kind, job=row.id, attempt=row.attempts, error=repr(error))
        if queue.fail(row, worker=worker, error=traceback.format_exc(), attempts=kind.attempts):
            parked(row)
    finally:
        _running.set(None)
    return False


def note_progress() -> None:
    """Called by a long job after each piece that is written for good: what gets on is no poison, however often its
    worker dies. Costs nothing in a first attempt, and outside a job."""
    row = _running.get()
    if row is not None and row.attempts > 1:
        row.attempts = 1
        queue.begin_attempts_again(row.id)


def in_turn(rows: Sequence[Job]) -> Iterator[Job]:
    """The jobs of a batch one after the other, each knowing the one that comes after it."""
    try:
        for row, coming in zip(rows, [*rows[1:], None], strict=False):
            _coming.set(coming)
            yield row
    finally:
        _coming.set(None)


def begin_next() -> None:
    """Called by a job that needs its helper process no more: the next job of the batch may ask that one already.

    Whatever goes wrong with that is met again, and told, when the next job runs.
    """
    coming = _coming.get()
    kind = kind_named(coming.kind) if coming else None
    if coming is None or kind is None or kind.ahead is None:
        return
    try:
        kind.ahead(**queue.payload_of(coming))
    except Exception as error:
        logger.info("job_not_begun", kind=coming.kind, job=coming.id, error=repr(error))


def parked(row: Job) -> None:
    """Tells the kind's owner that a job will not be tried again by itself."""
    kind = kind_named(row.kind)
    if kind and kind.on_parked:
        kind.on_parked(**queue.payload_of(row))
    logger.error("job_parked", kind=row.kind, job=row.id)


def run_due(lane: str, *, worker: str = "test", most: int = 20) -> int:
    """Takes and runs due jobs of a lane once; how many were taken."""
    rows = queue.take(lane, worker=worker, most=most)
    done = [row.id for row in in_turn(rows) if run(row, worker=worker)]
    if done:
        queue.finish(done, worker=worker)
    return len(rows)


@job(queue.FOLLOW)
def follow(*, follower: str, event_id: int) -> None:
    """Runs one after follower for one event; nothing to do when either is gone."""
    known, entry = followers.named(follower), log.recorded(event_id)
    if known and entry:
        known.handler(entry)
