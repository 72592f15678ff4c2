"""The table of jobs: adding, taking under a lease, finishing, failing, parking."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import F

from tuki.kernel import clock
from tuki.kernel.database import is_postgres
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.jobs.registry import known_kinds
from tuki.kernel.models import Job, JobState

LEASE = timedelta(seconds=30)
FIRST_DELAY_SECONDS = 5.0
LONGEST_DELAY_SECONDS = 6 * 3600.0
FOLLOW = "kernel.follow"


class NewJob(msgspec.Struct, kw_only=True):
    """A job that has no row yet: the columns of one."""

    kind: str
    lane: str = "default"
    payload: str
    key: str | None = None
    state: str = JobState.READY.value
    due_at: datetime
    attempts: int = 0
    leased_by: str = ""
    leased_until: datetime | None = None
    error: str = ""
    id: int = 0


def add(kind: str, *, lane: str = "default", key: str | None = None, delay_seconds: float = 0, **ids: Any) -> None:
    """A job row in the caller's transaction; nothing when a row with this key is waiting already."""
    add_all([new_job(kind, ids, lane=lane, key=key, delay_seconds=delay_seconds)])


def new_job(
    kind: str,
    ids: Mapping[str, Any],
    *,
    lane: str = "default",
    key: str | None = None,
    delay_seconds: float = 0,
) -> NewJob:
    """A job to add; its arguments are `ids`."""
    due_at = clock.now() + timedelta(seconds=delay_seconds)
    return NewJob(kind=kind, lane=lane, key=key, payload=payload_text(**ids), due_at=due_at)


def follower_job(follower: str, event_id: int, lane: str) -> NewJob:
    """The job that runs one follower for one event."""
    return new_job(FOLLOW, {"follower": follower, "event_id": event_id}, lane=lane, key=f"{follower}:{event_id}")


def add_all(jobs: Sequence[NewJob]) -> None:
    """Job rows in the caller's transaction; those whose key is waiting already are left out."""
    if jobs:
        insert_all(jobs, model=Job, ignore_conflicts=any(each.key for each in jobs))


def take(lane: str, *, worker: str, most: int = 1) -> list[Job]:
    """Up to `most` due jobs of the lane, leased to `worker`, their attempts counted already.

    A job that was tried before is taken alone: if it kills its worker, no other job pays for it.
    """
    return _take(lane, worker, "attempts > 0", 1) or _take(lane, worker, "attempts = 0", most)


def _take(lane: str, worker: str, which: str, most: int) -> list[Job]:
    now, names = clock.now(), known_kinds()
    # PostgreSQL may run the choice within IN once a row, each time past the rows locked before; an array is made once.
    one_of, lock = ("= ANY(ARRAY({}))", "FOR UPDATE SKIP LOCKED") if is_postgres() else ("IN ({})", "")
    marks = ", ".join(["%s"] * len(names))
    due = (
        f"SELECT id FROM kernel_job WHERE state = 'ready' AND {which} AND lane = %s"  # noqa: S608 - only our own words
        f" AND due_at <= %s AND kind IN ({marks}) ORDER BY due_at, id LIMIT %s {lock}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_job SET state = 'leased', leased_by = %s, leased_until = %s, attempts = attempts + 1"  # noqa: S608 - only our own words
            f" WHERE id {one_of.format(due)}"
            " RETURNING id, kind, lane, payload, key, attempts",
            [worker, now + LEASE, lane, now, *names, most],
        )
        rows = cursor.fetchall()
    fields = ("id", "kind", "lane", "payload", "key", "attempts")
    return sorted((Job(**dict(zip(fields, row, strict=True))) for row in rows), key=lambda each: each.id)


def has_due(lane: str) -> bool:
    """Whether a job of this lane is waiting for a worker now; a cheap look before `take`."""
    return Job.objects.filter(state=JobState.READY, lane=lane, due_at__lte=clock.now()).exists()


def extend(ids: Iterable[int], *, worker: str) -> None:
    """The heartbeat: the jobs are still being worked on."""
    Job.objects.filter(id__in=list(ids), leased_by=worker).update(leased_until=clock.now() + LEASE)


def finish(ids: Sequence[int], *, worker: str) -> None:
    """The jobs are done; their rows go."""
    with transaction.atomic():
        Job.objects.filter(id__in=ids, leased_by=worker).delete()


def give_back(ids: Sequence[int], *, worker: str) -> None:
    """Jobs that were taken but not begun go back, and the attempt does not count."""
    Job.objects.filter(id__in=ids, leased_by=worker).update(
        state=JobState.READY, leased_by="", leased_until=None, attempts=F("attempts") - 1
    )


def begin_attempts_again(job_id: int) -> None:
    """The attempt that runs counts as the first one."""
    Job.objects.filter(id=job_id).update(attempts=1)


def fail(
    row: Job, *, worker: str, error: str, attempts: int, longest_delay_seconds: float = LONGEST_DELAY_SECONDS
) -> bool:
    """Puts a failed job back with a growing delay, or parks it after the last attempt; True when parked."""
    is_last, delay = row.attempts >= attempts, min(delay_after(row.attempts), longest_delay_seconds)
    Job.objects.filter(id=row.id, leased_by=worker).update(
        state=JobState.PARKED if is_last else JobState.READY,
        due_at=clock.now() + timedelta(seconds=delay),
        leased_by="",
        leased_until=None,
        error=error[-4000:],
    )
    return is_last


def put_off(row: Job, *, worker: str, seconds: float) -> None:
    """Not now: the job comes back after `seconds`, and this attempt does not count."""
    Job.objects.filter(id=row.id, leased_by=worker).update(
        state=JobState.READY,
        due_at=clock.now() + timedelta(seconds=seconds),
        leased_by="",
        leased_until=None,
        attempts=row.attempts - 1,
    )


def retry(job_id: int) -> bool:
    """A parked job is tried again from the beginning; False when it is not parked any more."""
    return bool(
        Job.objects.filter(id=job_id, state=JobState.PARKED).update(
            state=JobState.READY, attempts=0, due_at=clock.now(), error=""
        )
    )


def drop_parked(key: str) -> bool:
    """A parked job that somebody replaces by a new one goes; False when there is none under this key."""
    return bool(Job.objects.filter(key=key, state=JobState.PARKED).delete()[0])


def delay_after(attempts: int) -> float:
    """Seconds until the next try: 5, 20, 80 … to six hours, spread by ±20 % so that many do not return at once."""
    delay = min(FIRST_DELAY_SECONDS * 4 ** (attempts - 1), LONGEST_DELAY_SECONDS)
    return delay * random.uniform(0.8, 1.2)


def payload_of(row: Job) -> dict[str, Any]:
    """The keyword arguments of a job."""
    return msgspec.json.decode(row.payload, type=dict[str, Any])


def payload_text(**ids: Any) -> str:
    """How a job's arguments are written in its row; equal arguments give equal text."""
    return msgspec.json.encode(ids).decode()
