"""G1: whatever is killed while mail comes in, what was acknowledged is there, once. G12: and the database is whole."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.kills import size
from tests.kills.killing import Killer
from tests.kills.mails import SENDERS, Mail, send_all
from tests.serving import serving, wait_until
from tests.sink import Sink

MAILS, KILLS = size(500, 10_000), size(25, 200)


@pytest.mark.kill
def test_no_acknowledged_mail_is_lost_or_doubled(tmp_path: Path):
    mails = [Mail(number) for number in range(MAILS)]
    checks: list[str] = []
    with Sink() as sink, serving(tmp_path / "home", TUKI_SMTP_URL=sink.url) as desk:
        database = desk.home / "tuki.sqlite3"
        with Killer(desk, after=lambda: checks.append(_integrity(database))) as killer:
            send_all(desk, mails, per_second=MAILS / (KILLS * 1.5))
            assert wait_until(lambda: len(killer.kills) >= KILLS, seconds=KILLS * 20.0)
        assert wait_until(lambda: not _unread(database), seconds=size(180, 900)), desk.log()
        assert wait_until(lambda: not _waiting_acknowledgements(database), seconds=180), desk.log()
        rows = desk.all_of("/mail/journal", token="vera")
        subjects = Counter(row["subject"] for row in desk.all_of("/tickets"))
        messages = Counter(row["message_id"] for row in desk.all_of("/messages"))
        assert desk.tuki("doctor", "--deep", "--json").returncode == 0
    ours = {mail.message_id for mail in mails}
    assert {row["message_id"] for row in rows} == ours
    assert {row["outcome"] for row in rows} <= {"ticket", "duplicate"}
    assert messages == Counter(ours)
    assert subjects == Counter(f"Request {mail.number}" for mail in mails)
    acknowledged, came = _acknowledgements(database), sink.message_ids()
    assert max(acknowledged.values()) == 1
    assert len(acknowledged) == len(came) >= SENDERS
    assert sum(came.values()) - len(came) <= len(killer.kills)
    assert len(checks) >= KILLS
    assert set(checks) == {"ok"}
    assert len(set(killer.kills)) == 4


def _unread(database: Path) -> int:
    return len(_rows(database, "SELECT id FROM email_journal WHERE outcome = 'waiting'"))


def _waiting_acknowledgements(database: Path) -> int:
    return len(_rows(database, "SELECT id FROM email_outgoingmail WHERE state = 'waiting'"))


def _acknowledgements(database: Path) -> Counter[object]:
    """How many each ticket has; a sender who writes much gets only some."""
    rows = _rows(database, "SELECT ticket_id FROM email_outgoingmail WHERE kind = 'acknowledgement'")
    return Counter(row[0] for row in rows)


def _rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def _integrity(database: Path) -> str:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
