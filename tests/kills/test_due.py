"""Deadlines with two workers, one of them killed in the middle: each is told, and each once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import server
from tests.serving import ROOT, Desk, prepared

COUNT = 150


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "sqlite":
        yield prepared(tmp_path / "home")
        return
    with server() as address:
        yield prepared(tmp_path / "home", TUKI_DATABASE_URL=address)


@pytest.mark.kill
def test_two_workers_and_a_kill_miss_no_deadline_and_repeat_none(desk: Desk):
    assert _start(desk, "fill", str(COUNT)).wait() == 0
    first, second = _start(desk, "work"), _start(desk, "work")
    for worker in (first, second):
        assert _said(worker) == "ready"
    for worker in (first, second):
        _go(worker)
        assert _said(worker) == "told"
    first.kill()
    assert first.wait() == -signal.SIGKILL
    assert second.wait(timeout=300) == 0
    counted = _start(desk, "count").communicate()[0]
    assert json.loads(counted) == [COUNT, COUNT, COUNT]


def _start(desk: Desk, *given: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.kills.due_worker", *given]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=desk.environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _said(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def _go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()
