"""G11: a dead worker's job runs again within a minute; a job that kills every worker is parked and shown."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.serving import ROOT, Desk, prepared, wait_until
from tuki.kernel.jobs import queue, worker


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return prepared(tmp_path / "home")


def test_the_longest_wait_for_a_dead_workers_job_is_under_a_minute():
    until_noticed = queue.LEASE.total_seconds() + worker.HEARTBEAT_SECONDS
    assert until_noticed + queue.FIRST_DELAY_SECONDS * 1.2 + worker.LONGEST_SLEEP_SECONDS <= 60


@pytest.mark.kill
def test_a_job_of_a_killed_worker_runs_on_another_one(desk: Desk, tmp_path: Path):
    _add(desk, "test.hang", tmp_path)
    with _working(desk, "one") as first:
        assert wait_until((tmp_path / "runs").exists, seconds=60)
        first.send_signal(signal.SIGKILL)
        first.wait()
        with _working(desk, "two") as second:
            assert wait_until(lambda: len((tmp_path / "runs").read_text().split()) == 2, seconds=60)
            assert wait_until(lambda: not _rows(desk, "test.hang"), seconds=30)
    assert (tmp_path / "runs").read_text().split() == [str(first.pid), str(second.pid)]


@pytest.mark.kill
def test_poison_is_parked_after_five_tries_and_shown_while_others_go_on(desk: Desk, tmp_path: Path):
    _add(desk, "test.poison", tmp_path)
    _add(desk, "test.good", tmp_path)

    def is_parked() -> bool:
        return _rows(desk, "test.poison") == [("parked", 5)]

    for _ in range(12):
        if is_parked():
            break
        with _working(desk, "one") as process:
            wait_until(lambda process=process: process.poll() is not None or is_parked(), seconds=60)
    assert is_parked()
    assert len((tmp_path / "poisoned").read_text().split()) == 5
    assert (tmp_path / "good").exists()
    shown = desk.tuki("doctor")
    assert "test.poison" in shown.stdout
    assert "jobs_parked" in shown.stdout


@contextlib.contextmanager
def _working(desk: Desk, name: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.kills.jobs_worker", name], env=desk.environment, cwd=ROOT)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def _add(desk: Desk, kind: str, folder: Path) -> None:
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    with contextlib.closing(sqlite3.connect(desk.home / "tuki.sqlite3", timeout=30)) as connection, connection:
        connection.execute(
            "INSERT INTO kernel_job (kind, lane, payload, state, due_at, attempts, leased_by, error, created_at)"
            " VALUES (?, 'default', ?, 'ready', ?, 0, '', '', ?)",
            [kind, f'{{"folder":"{folder}"}}', now, now],
        )


def _rows(desk: Desk, kind: str) -> list[tuple[str, int]]:
    with contextlib.closing(sqlite3.connect(desk.home / "tuki.sqlite3", timeout=30)) as connection:
        return connection.execute("SELECT state, attempts FROM kernel_job WHERE kind = ?", [kind]).fetchall()
