"""The worker: threads that run the lanes, one that wakes them, a heartbeat that keeps leases, and the schedule."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass, field

import structlog
from django.db import connection

from tuki.kernel.jobs import queue, reaper, running, schedule
from tuki.kernel.jobs.wake import Watch
from tuki.kernel.models import Job

logger = structlog.get_logger("tuki.worker")
HEARTBEAT_SECONDS = 10.0
LONGEST_SLEEP_SECONDS = 1.0


@dataclass
class Lane:
    """A lane with its number of threads and how many jobs a thread takes at once."""

    name: str
    threads: int = 1
    batch: int = 10


LANES = [
    Lane("default", 1),
    Lane("due", 1, batch=1),
    Lane("mail-in", 1, batch=20),
    Lane("mail-bulk", 1, batch=5),
    Lane("mail-out", 1, batch=1),
    Lane("slow", 1, batch=1),
]


@dataclass
class Worker:
    """Runs jobs until told to stop. `name` is stable over restarts, so a new start frees what the dead one held."""

    name: str = field(default_factory=lambda: f"{socket.gethostname()}:worker")
    lanes: list[Lane] = field(default_factory=lambda: list(LANES))
    stop: threading.Event = field(default_factory=threading.Event)
    _working_on: dict[str, set[int]] = field(default_factory=dict)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _commits: int = 0

    def run(self) -> None:
        """Works until `stop` is set; then finishes the jobs in hand and gives the others back."""
        reaper.free_leases_of(f"{self.name}:")
        connection.close()  # this thread only waits from now on
        threads = [
            threading.Thread(target=self._loop, args=(lane, f"{self.name}:{os.getpid()}:{lane.name}{number}"))
            for lane in self.lanes
            for number in range(lane.threads)
        ]
        threads += [threading.Thread(target=self._watch), threading.Thread(target=self._keep)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _loop(self, lane: Lane, worker: str) -> None:
        while not self.stop.is_set():
            known = self._commits
            try:
                if not self._turn(lane, worker):
                    self._sleep(known)
            except Exception as error:
                logger.error("lane_trouble", lane=lane.name, error=repr(error))
                connection.close()
                self.stop.wait(1.0)
        connection.close()

    def _sleep(self, known: int) -> None:
        """Until more was committed than is `known`, a while has passed, or the worker stops."""
        with self._news:
            self._news.wait_for(lambda: self._commits != known or self.stop.is_set(), LONGEST_SLEEP_SECONDS)

    def _watch(self) -> None:
        """Looks for commits on behalf of all lanes; while it cannot, they look for jobs once a while."""
        watch = Watch()
        while not self.stop.is_set():
            try:
                if watch.wait(LONGEST_SLEEP_SECONDS, self.stop):
                    self._wake()
            except Exception as error:
                logger.error("watch_trouble", error=repr(error))
                connection.close()
                watch.close()
                self.stop.wait(1.0)
        self._wake()
        watch.close()
        connection.close()

    def _wake(self) -> None:
        with self._news:
            self._commits += 1
            self._news.notify_all()

    def _turn(self, lane: Lane, worker: str) -> int:
        """Takes a batch and runs it; the jobs that are done go in one transaction."""
        rows = queue.take(lane.name, worker=worker, most=lane.batch) if queue.has_due(lane.name) else []
        if not rows:
            return 0
        self._working_on[worker] = {row.id for row in rows}
        done: list[int] = []
        try:
            for index, row in enumerate(running.in_turn(rows)):
                if self.stop.is_set():
                    queue.give_back([each.id for each in rows[index:]], worker=worker)
                    break
                self._run_one(row, worker, done)
        finally:
            self._working_on.pop(worker, None)
            if done:
                queue.finish(done, worker=worker)
        return len(rows)

    def _run_one(self, row: Job, worker: str, done: list[int]) -> None:
        if running.run(row, worker=worker):
            done.append(row.id)
        else:
            self._working_on[worker].discard(row.id)

    def _keep(self) -> None:
        """The heartbeat of this worker's leases, the reaper of others', and the schedule."""
        while not self.stop.is_set():
            try:
                for worker, ids in list(self._working_on.items()):
                    queue.extend(list(ids), worker=worker)
                reaper.free_ended_leases()
                schedule.hand_out_slots()
            except Exception as error:
                logger.error("keeper_trouble", error=repr(error))
                connection.close()
            self.stop.wait(HEARTBEAT_SECONDS)
        connection.close()
