"""Jobs: leases, attempts, parking, slots, and what a dead worker leaves behind."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tuki.kernel import limits
from tuki.kernel.database import is_postgres
from tuki.kernel.jobs import leases, queue, reaper, schedule, worker
from tuki.kernel.jobs.registry import job, schedules
from tuki.kernel.jobs.running import NotNow, begin_next, note_progress, run_due
from tuki.kernel.jobs.wake import wake_workers
from tuki.kernel.jobs.worker import Lane, Worker
from tuki.kernel.models import Job, JobState
from tuki.kernel.refusals import TooMany

runs: list[str] = []
parked: list[str] = []


@job("probe.good")
def good(*, name):
    runs.append(name)


@job("probe.bad", attempts=3, on_parked=lambda **ids: parked.append(ids["name"]))
def bad(*, name):
    runs.append(name)
    raise ValueError("no luck")


@job("probe.long")
def long(*, pieces):
    for _ in range(pieces):
        note_progress()
    raise KeyboardInterrupt  # the worker dies


@job("probe.later")
def later():
    raise NotNow(60)


def _begin(*, name):
    runs.append(f"begun {name}")
    if name == "broken":
        raise ValueError("no luck")


@job("probe.ahead", ahead=_begin)
def ahead(*, name):
    begin_next()
    runs.append(name)


@pytest.fixture(autouse=True)
def _forget():
    runs.clear()
    parked.clear()


@pytest.mark.django_db
def test_a_job_runs_once_and_is_gone():
    queue.add("probe.good", name="a", key="same")
    queue.add("probe.good", name="a", key="same")
    assert run_due("default") == 1
    assert runs == ["a"]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_next_job_of_a_batch_may_begin_ahead():
    for name in ("a", "broken", "b"):
        queue.add("probe.ahead", name=name)
    queue.add("probe.good", name="last")
    assert run_due("default") == 4
    assert runs == ["begun broken", "a", "begun b", "broken", "b", "last"]
    begin_next()
    assert runs[-1] == "last"


@pytest.mark.django_db
def test_a_failing_job_waits_longer_each_time_and_is_parked():
    queue.add("probe.bad", name="x")
    waits = []
    for _ in range(3):
        row = Job.objects.get()
        with time_machine.travel(row.due_at + timedelta(seconds=1), tick=False):
            run_due("default")
            waits.append((Job.objects.get().due_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    row = Job.objects.get()
    assert (row.state, row.attempts, "no luck" in row.error) == (JobState.PARKED, 3, True)
    assert parked == ["x"]
    assert queue.retry(row.id)
    assert not queue.retry(row.id)


@pytest.mark.django_db
def test_not_now_is_no_attempt():
    queue.add("probe.later")
    run_due("default")
    row = Job.objects.get()
    assert (row.state, row.attempts) == (JobState.READY, 0)
    assert row.due_at > timezone.now() + timedelta(seconds=50)


@pytest.mark.django_db
def test_a_job_of_an_unknown_kind_is_left_alone():
    """F207: an old worker meets a new kind of job."""
    queue.add("probe.of_the_future")
    assert run_due("default") == 0
    assert Job.objects.get().attempts == 0


@pytest.mark.django_db
def test_no_plan_of_the_database_takes_more_than_was_asked_for():
    """A choice within IN is run anew for each row when PostgreSQL plans a nested loop."""
    for name in "abcdef":
        queue.add("probe.good", name=name)
    with connection.cursor() as cursor:
        for way in ("hashagg", "hashjoin", "mergejoin", "material", "sort") if is_postgres() else ():
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert len(queue.take("default", worker="host:worker:1:default0", most=2)) == 2


@pytest.mark.django_db
def test_a_dead_workers_job_runs_again_and_poison_is_parked():
    """G11, F202, F203: the attempt counts before the run; a poison job is parked; others do not pay for it."""
    queue.add("probe.good", name="poison")
    queue.add("probe.good", name="innocent")
    deaths = 0
    while Job.objects.exclude(state=JobState.PARKED).exists():
        taken = queue.take("default", worker="host:worker:1:default0", most=10)
        names = [queue.payload_of(row)["name"] for row in taken]
        if not taken:
            Job.objects.filter(state=JobState.READY).update(due_at=timezone.now() - timedelta(seconds=1))
        elif names == ["innocent"]:
            queue.finish([taken[0].id], worker="host:worker:1:default0")
        else:
            deaths += 1
            reaper.free_leases_of("host:worker:")
    assert deaths == 5
    row = Job.objects.get()
    assert (row.state, row.attempts) == (JobState.PARKED, 5)
    assert queue.payload_of(row)["name"] == "poison"


@pytest.mark.django_db
@pytest.mark.parametrize(("pieces", "state", "attempts"), [(0, JobState.PARKED, 5), (2, JobState.READY, 1)])
def test_a_long_job_that_gets_on_is_no_poison_however_often_its_worker_dies(pieces, state, attempts):
    queue.add("probe.long", pieces=pieces)
    for _ in range(7):
        Job.objects.filter(state=JobState.READY).update(due_at=timezone.now() - timedelta(seconds=1))
        with contextlib.suppress(KeyboardInterrupt):
            run_due("default")
        reaper.free_leases_of("test")
    row = Job.objects.get()
    assert (row.state, row.attempts) == (state, attempts)


@pytest.mark.django_db
def test_a_dead_workers_job_runs_again_within_a_minute_each_time():
    """G11: the lease and the delay after it, however often it happens; only failures wait longer each time."""
    queue.add("probe.good", name="a")
    for _ in range(4):
        Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        (row,) = queue.take("default", worker="gone", most=1)
        reaper.free_leases_of("gone")
        row.refresh_from_db()
        assert row.due_at + queue.LEASE <= timezone.now() + timedelta(seconds=60)


@pytest.mark.django_db
def test_a_lease_ends_by_itself():
    queue.add("probe.good", name="a")
    queue.take("default", worker="gone", most=1)
    assert reaper.free_ended_leases() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert reaper.free_ended_leases() == 1
    assert Job.objects.get().state == JobState.READY


@pytest.mark.django_db
def test_a_slot_is_handed_out_once():
    assert schedule.hand_out_slots() == len(schedules())
    assert schedule.hand_out_slots() == 0
    Job.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert schedule.hand_out_slots() == len(schedules())
        assert Job.objects.filter(kind="kernel.anchor").count() == 1


@pytest.mark.django_db
def test_a_named_lease_passes_on_after_its_holder_died():
    assert leases.hold("mailbox:1", "one")
    assert leases.hold("mailbox:1", "one")
    assert not leases.hold("mailbox:1", "two")
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert leases.hold("mailbox:1", "two")
    leases.let_go("mailbox:1", "two")
    assert leases.hold("mailbox:1", "three")


@pytest.mark.django_db
def test_limits_count_per_window():
    for _ in range(3):
        limits.insist_below("door", most=3, window_seconds=60)
    with pytest.raises(TooMany) as refused:
        limits.insist_below("door", most=3, window_seconds=60)
    assert 0 < refused.value.retry_after_seconds <= 60
    limits.forget("door")
    limits.insist_below("door", most=3, window_seconds=60)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_without_doing_any_twice():
    for number in range(40):
        queue.add("probe.good", name=str(number))
    stop = threading.Event()
    workers = [Worker(name=f"w{number}", lanes=[Lane("default", 2, batch=3)], stop=stop) for number in range(2)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    ends = timezone.now() + timedelta(seconds=30)
    while Job.objects.filter(kind="probe.good").exists() and timezone.now() < ends:
        stop.wait(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    connection.close()
    assert sorted(runs, key=int) == [str(number) for number in range(40)]


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_every_lane_and_stopping_waits_for_none(monkeypatch):
    monkeypatch.setattr(worker, "LONGEST_SLEEP_SECONDS", 600.0)
    stop = threading.Event()
    thread = threading.Thread(target=Worker(name="w", lanes=[Lane("default"), Lane("slow")], stop=stop).run)
    thread.start()
    for lane in ("default", "slow", "default"):
        queue.add("probe.good", lane=lane, name=lane)
        ends = timezone.now() + timedelta(seconds=30)
        while Job.objects.filter(kind="probe.good").exists() and timezone.now() < ends:
            wake_workers()
            stop.wait(0.05)
    stop.set()
    thread.join(30)
    connection.close()
    assert runs == ["default", "slow", "default"]
    assert not thread.is_alive()
