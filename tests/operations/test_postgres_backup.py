"""G14 on PostgreSQL: a backup under load restored into another, empty server; SQLite and PostgreSQL do not mix."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from tests.kills.mails import Mail, send_all
from tests.postgres import server
from tests.serving import prepared, serving, wait_until
from tuki.operations.archive import read_archive

pytestmark = pytest.mark.kill


def test_what_was_saved_is_what_is_restored(tmp_path: Path):
    archive, place = tmp_path / "desk.tar.gz", tmp_path / "place"
    with server() as address, server() as empty:
        with serving(tmp_path / "home", TUKI_DATABASE_URL=address) as desk:
            sending = threading.Thread(target=send_all, args=(desk, [Mail(number) for number in range(30)]))
            sending.start()
            assert wait_until(lambda: len(desk.all_of("/tickets")) > 3)
            saved = desk.tuki("backup", str(archive))
            sending.join()
        assert saved.returncode == 0, saved.stderr
        place.mkdir()
        shutil.copy(desk.home / "secret.key", place)
        used = desk.tuki("restore", str(archive), "--home", str(place))
        desk.environment["TUKI_DATABASE_URL"] = empty
        done = desk.tuki("restore", str(archive), "--home", str(place))
        shown = desk.tuki("digest", "--home", str(place)).stdout
        desk.environment["TUKI_HOME"] = str(place)
        desk.start()
        opened = desk.api(
            "POST",
            "/tickets",
            {"subject": "After", "text": "New", "department": "Support", "requester": "clara@customer-a.test"},
        )
        tickets = [row["number"] for row in desk.all_of("/tickets")]
        desk.kill()
    assert used.returncode == 1
    assert "not empty" in used.stderr
    assert done.returncode == 0, done.stderr
    found = {line.split(maxsplit=2)[2]: line.split()[0] for line in shown.splitlines()}
    tables = read_archive(archive).tables
    assert {name: found[name] for name in tables} == {name: each.digest for name, each in tables.items()}
    assert tables["tickets_ticket"].count > 3
    assert tickets.count(opened["number"]) == 1  # no number is given out twice


def test_another_kind_of_database_is_refused(tmp_path: Path):
    desk = prepared(tmp_path / "home")
    assert desk.tuki("backup", str(tmp_path / "desk.tar.gz")).returncode == 0
    (tmp_path / "place").mkdir()
    shutil.copy(desk.home / "secret.key", tmp_path / "place")
    with server() as address:
        desk.environment["TUKI_DATABASE_URL"] = address
        done = desk.tuki("restore", str(tmp_path / "desk.tar.gz"), "--home", str(tmp_path / "place"))
    assert done.returncode == 1
    assert "was made on sqlite" in done.stderr
