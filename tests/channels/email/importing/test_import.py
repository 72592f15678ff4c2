"""`tuki mail import`: from every kind of place, nothing doubled and nothing missing, also after kills."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.channels.email.mails import mail, read_all
from tuki.channels.email.importing.sources import sources_in
from tuki.channels.email.models import Journal, OutgoingMail

POSTMARK = b"From clara@customer-a.test Tue Jan  4 10:11:12 2005\n"


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def some_mails(count: int, name: str) -> list[bytes]:
    return [mail(f"Mail {number} of {name}.\n", subject=f"{name} {number}") for number in range(count)]


def write_mbox(path: Path, raws: list[bytes]) -> Path:
    path.write_bytes(b"".join(POSTMARK + raw + b"\n" for raw in raws))
    return path


def write_maildir(path: Path, raws: list[bytes]) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number, raw in enumerate(raws):
        place = path / "cur" / f"{number}.M1.host:2,S" if number % 2 else path / "new" / f"{number}.M1.host"
        place.write_bytes(raw)
    (path / "tmp" / "half").write_bytes(b"Subject: half")
    return path


def write_folder(path: Path, raws: list[bytes]) -> Path:
    (path / "2005" / "january").mkdir(parents=True)
    for number, raw in enumerate(raws):
        (path / ("2005/january" if number % 2 else "2005") / f"{number}.EML").write_bytes(raw)
    return path


def write_one(path: Path, raws: list[bytes]) -> Path:
    path.write_bytes(raws[0])
    return path


def contents(path: Path) -> dict[Path, bytes]:
    return {place: place.read_bytes() for place in (path, *path.rglob("*")) if place.is_file()}


@pytest.mark.parametrize(("write", "count"), [(write_mbox, 7), (write_maildir, 6), (write_folder, 5), (write_one, 1)])
def test_every_mail_is_kept_once(tuki, tmp_path, write, count):
    raws = some_mails(count, write.__name__)
    path = write(tmp_path / "place", raws)
    before = contents(path)
    assert tuki("import", str(path), "--department", "support") == (0, f"{count} mails kept, 0 known already.\n")
    assert tuki("import", str(path), "--department", "Support") == (0, f"0 mails kept, {count} known already.\n")
    kept = Journal.objects.values_list("raw__digest", flat=True)
    assert sorted(kept) == sorted(digest(raw) for raw in raws)
    assert contents(path) == before


def test_imported_mail_becomes_tickets_and_is_answered(tuki, cast, tmp_path):
    write_one(tmp_path / "new.eml", [mail("Today.\n", to="billing@desk.test")])
    assert tuki("import", str(tmp_path), "--department", "Support")[0] == 0
    read_all()
    row = Journal.objects.get()
    assert (row.source, row.outcome, row.ticket.department_id) == ("import", "ticket", cast.support.id)
    assert OutgoingMail.objects.filter(kind="acknowledgement").count() == 1


def test_an_archive_keeps_its_dates_and_is_answered_by_nobody(tuki, cast, tmp_path):
    write_one(tmp_path / "old.eml", [mail("Long ago.\n", Date="Tue, 04 Jan 2005 10:11:12 +0000")])
    assert tuki("import", str(tmp_path), "--department", "Billing", "--archive")[0] == 0
    read_all()
    row = Journal.objects.get()
    assert (row.is_archive, row.outcome, row.ticket.department_id) == (True, "ticket", cast.billing.id)
    assert row.message.created_at == datetime(2005, 1, 4, 10, 11, 12, tzinfo=UTC)
    assert not OutgoingMail.objects.exists()


@pytest.mark.kill
def test_a_killed_import_goes_on_where_it_ended(desk, tmp_path):
    raws = some_mails(1500, "killed")
    path = write_mbox(tmp_path / "big.mbox", raws)
    already = len(desk.digests())
    for more in (100, 500):
        process = desk.start("import", str(path), "--department", "Support")
        _until(lambda more=more: len(desk.digests()) >= already + more, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert len(desk.digests()) < already + len(raws), "killed too late to show anything"
    code, said = desk.run("import", str(path), "--department", "Support")
    assert code == 0, said
    assert sorted(desk.digests()[already:]) == sorted(digest(raw) for raw in raws)
    jobs = desk.ask("SELECT count(*), count(DISTINCT payload) FROM kernel_job WHERE kind = 'mail.read'")
    assert jobs == [(len(desk.digests()),) * 2]


@pytest.mark.kill
def test_an_interrupted_import_says_how_to_go_on(desk, tmp_path):
    path = write_mbox(tmp_path / "big.mbox", some_mails(1500, "interrupted"))
    already = len(desk.digests())
    process = desk.start("import", str(path), "--department", "Support")
    _until(lambda: len(desk.digests()) > already, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"goes on where this one ended" in said
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("import", "/nowhere/at/all", "--department", "Support"), os.EX_NOINPUT, "no such file"),
        (("import", "/", "--department", "Sales"), os.EX_USAGE, "known: Billing, Support"),
        (("import", "/"), os.EX_USAGE, "--department"),
        (("export",), os.EX_USAGE, "invalid choice"),
        ((), os.EX_USAGE, "required"),
    ],
)
def test_what_makes_no_sense_is_explained(tuki, arguments, code, words):
    ended, said = tuki(*arguments)
    assert ended == code
    assert words in said


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tuki, tmp_path):
    raws = some_mails(3, "unreadable")
    for number, raw in enumerate(raws):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    (tmp_path / "0.eml").unlink()
    (tmp_path / "0.eml").symlink_to("/proc/self/mem")
    code, said = tuki("import", str(tmp_path), "--department", "Support")
    assert (code, "2 mails kept" in said) == (os.EX_NOINPUT, True), said
    assert f"not read: {tmp_path}/0.eml" in said


def test_a_folder_without_mail_is_an_error(tuki, tmp_path):
    assert tuki("import", str(tmp_path), "--department", "Support")[0] == os.EX_NOINPUT


def test_files_that_are_no_mails_are_named_and_counted(tuki, tmp_path):
    write_folder(tmp_path, some_mails(2, "aside"))
    (tmp_path / "notes.txt").write_text("no mail")
    (tmp_path / "2005" / "list.csv").write_text("no mail")
    (tmp_path / "2005" / "nothing.eml").write_bytes(b" \n")
    (tmp_path / ".hidden").write_text("no mail")
    assert tuki("import", str(tmp_path), "--department", "Support") == (
        0,
        f"set aside: {tmp_path}/2005/list.csv: no mail by its name\n"
        f"set aside: {tmp_path}/notes.txt: no mail by its name\n"
        f"set aside: {tmp_path}/2005/nothing.eml: empty\n"
        "2 mails kept, 0 known already, 3 files set aside.\n",
    )
    assert Journal.objects.count() == 2


def test_a_folder_of_other_files_alone_is_an_error_that_names_twenty(tuki, tmp_path):
    for number in range(23):
        (tmp_path / f"{number:02}.txt").write_text("no mail")
    code, said = tuki("import", str(tmp_path), "--department", "Support")
    assert code == os.EX_DATAERR
    assert said.count("no mail by its name") == 20
    assert said.endswith("set aside: and 3 more\n0 mails kept, 0 known already, 23 files set aside.\n")
    assert not Journal.objects.exists()


def test_hidden_folders_of_a_maildir_are_left_out(tmp_path):
    write_maildir(tmp_path / "Maildir", some_mails(2, "hidden"))
    write_maildir(tmp_path / "Maildir" / ".Sent", some_mails(2, "sent"))
    assert len(list(sources_in(tmp_path / "Maildir"))) == 2
    assert len(list(sources_in(tmp_path / "Maildir" / ".Sent"))) == 2


def _until(condition, process) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < ends
        time.sleep(0.005)  # another process works meanwhile; its rows are the only sign
