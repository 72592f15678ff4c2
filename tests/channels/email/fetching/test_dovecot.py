"""Fetching from a real Dovecot (F002, F005, F006, F008, F018; G7, G9)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.channels.email.fetching.conftest import connect, until
from tests.channels.email.mails import mail, read_all
from tests.dovecot import PASSWORD, dovecot
from tuki.channels.email.fetching.commands.progress import ask_for_comparison
from tuki.channels.email.models import Journal, Mailbox, OutgoingMail, SeenUid
from tuki.kernel import files
from tuki.kernel.actors import system
from tuki.kernel.jobs import leases
from tuki.kernel.models import Lease
from tuki.kernel.secrets import keyring
from tuki.tickets.models import Message, Ticket

pytestmark = pytest.mark.real_mail


def works(mailbox: Mailbox) -> bool:
    row = Mailbox.objects.get(pk=mailbox.pk)
    return row.worked_at is not None and row.failing_since is None


def some(count: int) -> list[bytes]:
    return [mail(f"Mail {number}.\n", subject=f"Mail {number}") for number in range(count)]


def test_a_mail_that_waits_becomes_a_ticket_and_stays_on_the_server(desk, server, watch):
    mailbox = connect(desk, server.port, "waits")
    raw = mail("It burns.\n").replace(b"\n", b"\r\n")
    server.put("waits", [raw])
    watch()
    until(lambda: Journal.objects.count() == 1)
    read_all()
    row = Journal.objects.get()
    assert (row.source, row.mailbox_id, row.outcome, row.is_archive) == ("imap", mailbox.id, "ticket", False)
    assert files.read(row.raw.digest) == raw
    assert Ticket.objects.get().department_id == desk.support.id
    until(lambda: SeenUid.objects.get().is_settled)
    assert server.count("waits") == 1


def test_a_mail_that_comes_while_we_idle_is_fetched_at_once(desk, server, watch, limits):
    limits(idle_seconds=3600, poll_seconds=3600)
    mailbox = connect(desk, server.port, "idles")
    watch()
    until(lambda: works(mailbox))
    for number in range(3):
        server.put("idles", [mail(f"Mail {number}.\n")])
        until(lambda number=number: Journal.objects.count() == number + 1)


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 IDLE", "IMAP4rev1 UIDPLUS"])
@pytest.mark.parametrize("after", ["delete", "move:Done"])
def test_afterwards_mails_are_deleted_or_moved(desk, watch, limits, capability, after):
    limits(poll_seconds=0.2)
    with dovecot(capability=capability) as server:
        mails = some(30)
        server.put("box", mails)
        mailbox = connect(desk, server.port, "box", after=after)
        watch()
        until(lambda: works(mailbox) and server.count("box") == 0)
        assert Journal.objects.count() == 30
        assert server.count("box", "Done" if after.startswith("move") else "INBOX") == 30 * after.startswith("move")
        server.put("box", some(1))
        until(lambda: Journal.objects.count() == 31 and server.count("box") == 0)


def test_mails_that_cannot_be_moved_are_fetched_all_the_same(desk, server, watch):
    """The folder's name is none on this server."""
    mailbox = connect(desk, server.port, "unmoved", after="move:Done/2026")
    server.put("unmoved", some(2))
    watch()
    until(lambda: Mailbox.objects.get().failure.startswith("not_settled: "))
    server.put("unmoved", some(1))
    until(lambda: Journal.objects.count() == 3)
    Mailbox.objects.update(move_to="Done.2026")
    until(lambda: works(mailbox) and server.count("unmoved", "Done.2026") == 3)


def test_without_uidplus_nobody_elses_deleted_mail_goes(desk, watch, limits):
    """EXPUNGE takes everything that is flagged, so it is left out while others have flagged something."""
    limits(poll_seconds=0.2, size=5_000)
    with dovecot(capability="IMAP4rev1") as server:
        server.put("box", [mail("x" * 10_000 + "\n")])
        with server.mailbox("box") as other:
            other.select("INBOX")
            other.store("1", "+FLAGS", r"(\Deleted)")
        server.put("box", some(1))
        mailbox = connect(desk, server.port, "box", after="delete")
        watch()
        until(lambda: works(mailbox) and SeenUid.objects.filter(is_settled=True).count() == 1)
        assert server.count("box") == 2


def test_old_mail_is_kept_as_history_and_never_answered(desk, server, watch):
    """G9: connecting a mailbox never answers old mail."""
    old = mail("Years ago.\n", Date="Tue, 04 Jan 2005 10:11:12 +0000")
    server.put("history", [old], days_old=30)
    mailbox = connect(desk, server.port, "history")
    watch()
    until(lambda: works(mailbox))
    server.put("history", [mail("Today.\n")])
    until(lambda: Journal.objects.count() == 2)
    read_all()
    assert list(Journal.objects.order_by("id").values_list("is_archive", "outcome")) == [
        (True, "ticket"),
        (False, "ticket"),
    ]
    assert Message.objects.filter(created_at__year=2005).count() == 1
    acknowledged = OutgoingMail.objects.filter(kind="acknowledgement").values_list("ticket_id", flat=True)
    assert list(acknowledged) == [Journal.objects.get(is_archive=False).ticket_id]


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_encrypted_and_verified(desk, server, watch, monkeypatch, scheme):
    port = server.tls_port if scheme == "imaps" else server.port
    mailbox = connect(desk, port, f"secure-{port}", scheme=scheme)
    server.put(f"secure-{port}", some(2))
    stop = watch()
    until(lambda: Mailbox.objects.get().failure.startswith("tls: "))
    stop.set()
    assert not Journal.objects.exists()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    watch()
    until(lambda: works(mailbox))
    assert Journal.objects.count() == 2


def test_a_certificate_for_another_name_is_refused(desk, server, watch, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    connect(desk, server.tls_port, "named", scheme="imaps", host="127.0.0.2")
    watch()
    until(lambda: Mailbox.objects.get().failure.startswith("tls: "))
    assert "127.0.0.2" in Mailbox.objects.get().failure


@pytest.mark.parametrize(
    ("values", "code"), [({"folder": "Nowhere"}, "folder_missing"), ({"port": 1}, "unreachable"),
                         ({"host": "169.254.169.254"}, "host_refused"), ({"sealed_password": "x"}, "password_lost")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_mended_settings_count_at_once(desk, server, watch, limits, values, code):
    limits(first_pause_seconds=3600, longest_pause_seconds=3600, refused_pause_seconds=3600)
    mailbox = connect(desk, server.port, f"mended-{code}")
    right = Mailbox.objects.values(*values).get()
    Mailbox.objects.update(**values)
    server.put(f"mended-{code}", some(1))
    watch()
    until(lambda: Mailbox.objects.get().failure.partition(": ")[0] == code)
    Mailbox.objects.update(**right)
    until(lambda: works(mailbox) and Journal.objects.count() == 1)


def test_a_wrong_password_is_told(desk, server, watch):
    mailbox = connect(desk, server.port, "wrong", sealed_password=_sealed(f"not {PASSWORD}"))
    watch()
    until(lambda: Mailbox.objects.get(pk=mailbox.pk).failure.startswith("login_refused: "))


def test_a_paused_or_removed_mailbox_is_left_alone(desk, server, watch):
    mailbox = connect(desk, server.port, "paused")
    watch()
    until(lambda: works(mailbox))
    Mailbox.objects.update(is_active=False)
    until(lambda: not _lease_exists(mailbox.id))
    server.put("paused", some(1))
    Mailbox.objects.update(is_active=True)
    until(lambda: Journal.objects.count() == 1)
    mailbox.delete()
    until(lambda: not _lease_exists(mailbox.id))


def test_the_daily_comparison_finds_what_is_missing(desk, server, watch, limits):
    """G7: afterwards mailbox = ledger, each row with its outcome."""
    limits(idle_seconds=0.3)
    server.put("compared", some(10))
    mailbox = connect(desk, server.port, "compared")
    watch()
    until(lambda: works(mailbox))
    read_all()
    lost = SeenUid.objects.order_by("uid")[4]
    lost.delete()
    ask_for_comparison(system("test"))
    until(lambda: Journal.objects.count() == 11)
    read_all()
    until(lambda: not Mailbox.objects.get().must_compare)
    row = Mailbox.objects.get()
    assert (row.folder_count, row.unfetched_count, SeenUid.objects.filter(journal=None).count()) == (10, 0, 0)
    outcomes = SeenUid.objects.order_by("uid").values_list("journal__outcome", flat=True)
    assert list(outcomes) == ["ticket"] * 4 + ["duplicate"] + ["ticket"] * 5


def test_a_worker_that_is_killed_is_replaced_at_once(desk, server, watch, monkeypatch):
    """The lease of a dead process of this machine is taken over without waiting for its end."""
    monkeypatch.setattr(leases, "LENGTH", timedelta(hours=1))
    mailbox = connect(desk, server.port, "killed")
    dead = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    ours = leases.new_holder()
    machine = ours.rpartition(":")[0].rpartition(":")[0]
    assert leases.hold(f"mailbox:{mailbox.id}", f"{machine}:{dead.pid}:1")
    assert not leases.hold(f"mailbox:{mailbox.id}", ours)
    assert leases.hold("other", "elsewhere:1:99:1")
    assert not leases.hold("other", ours)
    os.kill(dead.pid, signal.SIGKILL)
    dead.communicate()
    server.put("killed", some(1))
    watch()
    until(lambda: Journal.objects.count() == 1)


def _sealed(password: str) -> str:
    return keyring().seal(password, context="mailbox")


def _lease_exists(mailbox_id: int) -> bool:
    return Lease.objects.filter(name=f"mailbox:{mailbox_id}").exists()
