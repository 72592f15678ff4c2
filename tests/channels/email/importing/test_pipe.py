"""`tuki mail pipe`: exit codes that a mail server understands (sysexits.h), and nothing lost behind a 0."""

from __future__ import annotations

import hashlib
import os

import pytest
from django.db import OperationalError

from tests.channels.email.mails import mail, read_all
from tuki.channels.email.importing import piping
from tuki.channels.email.models import Journal
from tuki.kernel import files


@pytest.mark.parametrize(
    ("arguments", "envelope_from", "outcome"),
    [
        ((), None, "ticket"),
        (("--from", "clara@customer-a.test"), "clara@customer-a.test", "ticket"),
        (("--from", "<>"), "", "automatic"),
    ],
)
def test_a_mail_is_kept_with_its_envelope(tuki, arguments, envelope_from, outcome):
    raw = mail("By pipe.\n").replace(b"\n", b"\r\n")
    assert tuki("pipe", "--to", "<Support@desk.test>", *arguments, given=raw) == (0, "")
    row = Journal.objects.get()
    assert (row.source, row.envelope_to, row.envelope_from) == ("pipe", ["Support@desk.test"], envelope_from)
    assert files.read(row.raw.digest) == raw
    read_all()
    row.refresh_from_db()
    assert row.outcome == outcome


def test_a_mail_server_s_line_before_the_header_does_no_harm(tuki):
    raw = b"From clara@customer-a.test  Tue Jan  4 10:11:12 2005\n" + mail("By pipe.\n", subject="Flames")
    assert tuki("pipe", "--to", "support@desk.test", given=raw) == (0, "")
    read_all()
    assert Journal.objects.get().ticket.subject == "Flames"


def test_garbage_is_kept_too(tuki):
    garbage = bytes(range(256)) * 40
    assert tuki("pipe", "--to", "support@desk.test", given=garbage) == (0, "")
    assert files.read(Journal.objects.get().raw.digest) == garbage


@pytest.mark.parametrize(
    ("to", "given", "code"),
    [
        ("nobody@desk.test", b"Subject: x\n\ny\n", os.EX_NOUSER),
        ("support@elsewhere.test", b"Subject: x\n\ny\n", os.EX_NOUSER),
        ("", b"Subject: x\n\ny\n", os.EX_NOUSER),
        ("support@desk.test", b"", os.EX_DATAERR),
        ("support@desk.test", b" \r\n\r\n", os.EX_DATAERR),
        ("support@desk.test", b"Subject: x\n\n" + b"y" * 2_000, os.EX_DATAERR),
    ],
)
def test_what_is_refused_for_good(tuki, settings, to, given, code):
    settings.MAIL_LISTENER = {"size": 2_000}
    assert tuki("pipe", "--to", to, given=given)[0] == code
    assert not Journal.objects.exists()


def test_wrong_usage(tuki):
    for arguments in (), ("--to",), ("--to", "support@desk.test", "more"):
        assert tuki("pipe", *arguments, given=mail())[0] == os.EX_USAGE
    assert not Journal.objects.exists()


@pytest.mark.parametrize(
    "error", [OperationalError("locked"), MemoryError(), OSError("no"), KeyError("a mistake of ours")]
)
def test_whatever_goes_wrong_here_is_temporary(tuki, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(piping, "journal_mail", fail)
    code, said = tuki("pipe", "--to", "support@desk.test", given=mail())
    assert (code, type(error).__name__ in said) == (os.EX_TEMPFAIL, True)


def test_a_desk_that_cannot_start_is_temporary(desk, tmp_path):
    raw = mail("Come back later.\n")
    for name, file in (("empty", ""), ("damaged", "tuki.sqlite3"), ("wrong", "secret.key")):
        home = tmp_path / name
        home.mkdir()
        if file:
            (home / file).write_bytes(b"this is something else\n" * 1000)
        code, said = desk.run("pipe", "--to", "support@desk.test", "--home", str(home), given=raw)
        assert (code, "Traceback" in said) == (os.EX_TEMPFAIL, False), (name, said)
    assert hashlib.sha256(raw).hexdigest() not in desk.digests()


def test_a_full_disk_is_temporary(desk):
    """The limit on the size of files stands for a full disk: the kernel refuses to write in the same way."""
    raw = mail("x" * 500_000)
    full = ("bash", "-c", 'ulimit -f 300; trap "" XFSZ; exec "$@"', "--")
    assert desk.run("pipe", "--to", "support@desk.test", given=raw, under=full)[0] == os.EX_TEMPFAIL
    assert hashlib.sha256(raw).hexdigest() not in desk.digests()
    assert desk.run("pipe", "--to", "support@desk.test", given=raw)[0] == 0
