"""Jobs of workers that died: their leases end, and the jobs run again or are parked."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.registry import kind_named
from tuki.kernel.jobs.running import parked
from tuki.kernel.models import Job, JobState

# However few tries a kind has: a worker is also killed by what has nothing to do with the job it runs.
MOST_DEATHS = 5
# Of the minute after which a dead worker's job must run again (goal G11), half is the lease.
LONGEST_DELAY_SECONDS = 20.0


def free_ended_leases() -> int:
    """Takes jobs back whose lease has ended; how many there were."""
    return _free(list(Job.objects.filter(state=JobState.LEASED, leased_until__lt=clock.now())[:200]))


def free_leases_of(worker_prefix: str) -> int:
    """Takes all jobs back that dead workers of this name held; called when a worker starts in their place."""
    return _free(list(Job.objects.filter(state=JobState.LEASED, leased_by__startswith=worker_prefix)))


def _free(rows: list[Job]) -> int:
    for row in rows:
        kind = kind_named(row.kind)
        if kind is None:
            continue
        error = row.error or "The worker died while it ran this job."
        attempts = max(kind.attempts, MOST_DEATHS)
        if queue.fail(
            row,
            worker=row.leased_by,
            error=error,
            attempts=attempts,
            longest_delay_seconds=LONGEST_DELAY_SECONDS,
        ):
            parked(row)
    return len(rows)
