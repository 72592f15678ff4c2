"""Deadlines with two workers, one of them killed in the middle: each is told, and each once."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, Desk, prepared, wait_until

COUNT = 200


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return prepared(tmp_path / "home")


@pytest.mark.kill
def test_two_workers_and_a_kill_miss_no_deadline_and_repeat_none(desk: Desk):
    _start(desk, "fill", str(COUNT)).wait()
    first, second = _start(desk, "work"), _start(desk, "work")
    assert wait_until(lambda: 0 < _told(desk)[0] < COUNT, seconds=120)
    with contextlib.suppress(ProcessLookupError):
        os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert _told(desk)[0] > 0
    assert second.wait(timeout=300) == 0
    assert _start(desk, "work").wait(timeout=120) == 0
    assert _told(desk) == (COUNT, COUNT, COUNT)


def _start(desk: Desk, *given: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.kills.due_worker", *given], env=desk.environment, cwd=ROOT)


def _told(desk: Desk) -> tuple[int, int, int]:
    """How many breaches are in the log, on how many tickets, and how many notices there are."""
    with contextlib.closing(sqlite3.connect(desk.home / "tuki.sqlite3", timeout=60)) as connection:
        events = "FROM kernel_event WHERE kind = 'sla.breached'"
        found = connection.execute(f"SELECT count(*), count(DISTINCT stream_id) {events}").fetchone()
        return (*found, connection.execute("SELECT count(*) FROM sla_notice").fetchone()[0])
