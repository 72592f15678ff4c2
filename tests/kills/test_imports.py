"""F236: the import of a table, killed again and again and resumed by worker and command line, doubles nothing."""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.imports.tables import part_of_the_log
from tests.kills import size
from tests.serving import ROOT, Desk, prepared, wait_until

CASES = size(400, 4_000)
# Who brings it in until it is killed, one after the other.
VICTIMS = ("import", "worker", "import") * size(1, 4)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return prepared(tmp_path / "home")


@pytest.mark.kill
def test_a_killed_import_goes_on_and_doubles_nothing(desk: Desk, tmp_path: Path):
    content = part_of_the_log(CASES)
    table = tmp_path / "log.csv"
    table.write_bytes(content)
    arguments = ["import", str(table), "--source", "Old desk", "--department", "Support"]
    chance = random.Random(236)
    for victim in VICTIMS:
        _killed(desk, arguments if victim == "import" else ["worker"], more=chance.randrange(10, CASES // 8))
    assert 0 < _ask(desk, "SELECT count(*) FROM tickets_ticket")[0][0] < CASES, "killed too late to show anything"
    ended = desk.tuki(*arguments)
    assert (ended.returncode, f"{CASES} tickets opened, 0 went on, 0 known already, 0 set aside." in ended.stderr) == (
        0,
        True,
    ), ended.stderr
    _assert_equals(desk, content)
    again = desk.tuki(*arguments)
    assert f"0 tickets opened, 0 went on, {CASES} known already, 0 set aside." in again.stderr
    _assert_equals(desk, content)


def _killed(desk: Desk, arguments: list[str], *, more: int) -> None:
    """Runs a command until it has brought in some more cases, then ends it without asking (-9)."""
    before = _ask(desk, "SELECT count(*) FROM tickets_ticket")[0][0]
    command = [sys.executable, "-m", "tuki.cli", *arguments]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, env=desk.environment, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        assert wait_until(lambda: _ask(desk, "SELECT count(*) FROM tickets_ticket")[0][0] >= before + more)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _assert_equals(desk: Desk, content: bytes) -> None:
    """What the desk has is what the table says: each case once, with all its rows, standing where its last row says."""
    rows = sorted(csv.DictReader(io.StringIO(content.decode())), key=lambda row: _moment(row["sys_updated_at"]))
    expected = {row["number"]: row["ident_state"] for row in rows}
    standing = _ask(
        desk,
        "SELECT c.key, t.status_id FROM imports_importedcase c JOIN tickets_ticket t ON t.id = c.ticket_id",
    )
    assert sorted(key for key, _status in standing) == sorted(expected)
    assert {key for key, status in standing if status == "closed"} == {
        key for key, state in expected.items() if state == "Closed"
    }
    counts = {
        "SELECT count(*) FROM tickets_ticket": CASES,
        "SELECT count(*) FROM tickets_message": CASES,
        "SELECT count(*) FROM kernel_event WHERE kind = 'ticket.opened'": CASES,
        "SELECT count(DISTINCT ticket_id) FROM imports_importedcase": CASES,
        "SELECT sum(played_rows) FROM imports_importedcase": len(rows),
        "SELECT count(*) FROM imports_faultycase": 0,
    }
    assert {query: _ask(desk, query)[0][0] for query in counts} == counts
    assert _ask(desk, "PRAGMA integrity_check") == [("ok",)]


def _moment(text: str) -> tuple[int, ...]:
    day, clock = text.split()
    return (*(int(part) for part in reversed(day.split("/"))), *(int(part) for part in clock.split(":")))


def _ask(desk: Desk, query: str) -> list[tuple]:
    with closing(sqlite3.connect(desk.home / "tuki.sqlite3", timeout=30)) as connection:
        return connection.execute(query).fetchall()
