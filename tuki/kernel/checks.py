"""The kernel's own health checks: database, jobs, disk, clock."""

from __future__ import annotations

import shutil
import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from tuki.kernel import clock
from tuki.kernel.health import Problem, Severity, health_check
from tuki.kernel.models import EventRow, Job, JobState

logger = structlog.get_logger("tuki.health")

LATE = timedelta(minutes=2)
LOOKS, LOOK_SECONDS = 5, 0.02
LEAST_FREE_SHARE = 0.10
LEAST_FREE_BYTES = 200 * 1024 * 1024
CLOCK_SLACK = timedelta(seconds=60)

_serving_since: datetime | None = None


@health_check("database")
def database_answers() -> list[Problem]:
    """One cheap statement; a connection that has died is opened anew once."""
    try:
        _ask()
    except DatabaseError:
        connection.close()
        try:
            _ask()
        except DatabaseError as error:
            logger.error("database_unreachable", error=repr(error))
            return [Problem("database_unreachable", _("The database does not answer."))]
    return []


@health_check("jobs")
def jobs_run() -> list[Problem]:
    """Parked jobs wait for a person; jobs that are due for two minutes in a lane that nobody works at say that no
    worker takes them, and where somebody does, that there is more than it can do.

    In a process that serves, not before the workers had those two minutes too: after a long stop much is overdue.
    """
    problems = []
    parked = Job.objects.filter(state=JobState.PARKED).count()
    if parked:
        sentence = _("%(count)d jobs failed for good and wait for a person.") % {"count": parked}
        problems.append(Problem("jobs_parked", sentence, Severity.WARNING))
    if not _has_just_begun():
        problems += _late_jobs()
    return problems


@health_check("disk")
def disk_has_space() -> list[Problem]:
    """Under a tenth free is a warning, under 200 MB an error: mail is refused for the time being when it is full."""
    usage = shutil.disk_usage(settings.HOME)
    if usage.free < LEAST_FREE_BYTES:
        return [Problem("disk_full", _("The disk with all data is full. Mail is put off until there is space."))]
    if usage.free < usage.total * LEAST_FREE_SHARE:
        sentence = _("Only %(percent)d %% of the disk with all data is free.")
        percent = 100 * usage.free // usage.total
        return [Problem("disk_low", sentence % {"percent": percent}, Severity.WARNING)]
    return []


@health_check("clock")
def clock_runs_forward() -> list[Problem]:
    """An event that was recorded in the future says that this machine's clock was, or is, wrong."""
    last = EventRow.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    if last is not None and last > clock.now() + CLOCK_SLACK:
        return [Problem("clock_behind", _("The clock is behind the newest event. Set this machine's time."))]
    return []


def serving_since(moment: datetime | None) -> None:
    """From when this process serves, beside workers that begin with it; None where it only looks, as `tuki doctor`."""
    global _serving_since
    _serving_since = moment


def _late_jobs() -> list[Problem]:
    late = Job.objects.filter(state=JobState.READY, due_at__lt=clock.now() - LATE)
    left = set(late.values_list("lane", flat=True).distinct())
    for look in range(LOOKS if left else 0):
        time.sleep(LOOK_SECONDS if look else 0)  # between two short jobs a lane has none in hand
        left -= set(
            Job.objects.filter(state=JobState.LEASED, leased_until__gt=clock.now()).values_list("lane", flat=True)
        )
        if not left:
            sentence = _("%(count)d jobs wait for more than two minutes for their turn. They are being worked off.")
            return [Problem("jobs_behind", sentence % {"count": late.count()}, Severity.WARNING)]
    return [Problem("jobs_late", _("Jobs are due for more than two minutes. Does the worker run?"))] if left else []


def _has_just_begun() -> bool:
    return _serving_since is not None and timedelta(0) <= clock.now() - _serving_since < LATE


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
