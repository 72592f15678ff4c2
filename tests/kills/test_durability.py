"""G3, F004: a mail is synced to disk, and its row committed, before 250 is written; a weaker database is refused."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import SYSTEM
from tests.kills.mails import Mail
from tests.serving import Desk, serving, wait_until
from tuki.channels.email import listeners
from tuki.channels.email.commands import journal
from tuki.channels.email.models import Journal
from tuki.kernel.database.safety import weak_settings
from tuki.people.commands.desk import add_brand, add_department

STRACE = shutil.which("strace")


@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_synced_and_the_row_committed_before_the_answer(monkeypatch: pytest.MonkeyPatch):
    brand = add_brand(SYSTEM, code="main", name="Acme", prefix="ACME")
    add_department(SYSTEM, brand_id=brand.id, name="Support", address="support@desk.test")
    order: list[str] = []
    sync, add = os.fsync, journal._add_rows

    def noted_sync(handle: int) -> None:
        sync(handle)
        order.append("synced")

    def noted_add(*args: object, **kwargs: object) -> object:
        result = add(*args, **kwargs)
        order.append("committed" if not connection.in_atomic_block else "still open")
        return result

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(journal, "_add_rows", noted_add)
    doors = listeners.start(lmtp="127.0.0.1:0")
    try:
        with smtplib.LMTP(*doors.addresses["lmtp"], timeout=20) as client:
            client.sendmail("clara@customer-a.test", ["support@desk.test"], Mail(1).content)
            order.append("answered")
    finally:
        doors.stop()
    assert order.count("synced") >= 2  # the file and its folder
    assert order[-2:] == ["committed", "answered"]
    assert Journal.objects.count() == 1


@pytest.mark.django_db
def test_the_database_syncs_every_commit():
    assert weak_settings() == []


@pytest.mark.kill
def test_the_kernel_saw_the_sync_before_the_answer(tmp_path: Path):
    """The same from outside, in the order of system calls; where no strace may be used, by the state of the disk."""
    with serving(tmp_path / "home") as desk:
        worker = desk.pids("cli worker")[0]
        if STRACE is None or not _is_traceable(worker):
            _compare_with_disk(desk)
            return
        trace = tmp_path / "trace"
        calls = "fsync,fdatasync,write,sendto,renameat,rename"
        tracer = subprocess.Popen(
            [STRACE, "-f", "-s", "40", "-o", str(trace), "-e", f"trace={calls}", "-p", str(worker)],
            stderr=subprocess.DEVNULL,
        )
        assert wait_until(lambda: trace.exists() and _is_traced(worker))
        for number in range(20):
            desk.deliver(Mail(number).sender, Mail(number).content)
        tracer.terminate()
        tracer.wait()
    lines = trace.read_text(errors="replace").splitlines()
    answers = [index for index, line in enumerate(lines) if re.search(r"(sendto|write)\(.*250 2\.0\.0 Kept", line)]
    assert len(answers) == 20
    before = 0
    for answer in answers:
        # the file, its folder, and the database's log (fdatasync) since the answer before
        assert sum("sync(" in line for line in lines[before:answer]) >= 3
        before = answer


def _compare_with_disk(desk: Desk) -> None:
    for number in range(20):
        desk.deliver(Mail(number).sender, Mail(number).content)
        with sqlite3.connect(desk.home / "tuki.sqlite3") as database:
            kept = database.execute("SELECT count(*) FROM email_journal").fetchone()[0]
        assert kept == number + 1


def _is_traceable(pid: int) -> bool:
    assert STRACE is not None
    probe = subprocess.Popen([STRACE, "-p", str(pid), "-e", "trace=none"], stderr=subprocess.DEVNULL)
    try:
        threading.Event().wait(0.5)
        return probe.poll() is None
    finally:
        probe.terminate()
        probe.wait()


def _is_traced(pid: int) -> bool:
    return "TracerPid:\t0" not in Path(f"/proc/{pid}/status").read_text()
