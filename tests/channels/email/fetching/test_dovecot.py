"""Fetching from a real Dovecot (F002, F005, F006, F008, F018; G7, G9)."""

from __future__ import annotations

import pytest

from tests.channels.email.fetching.conftest import connect, until
from tests.channels.email.mails import mail, read_all
from tuki.channels.email.models import Journal, SeenUid
from tuki.kernel import files
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.real_mail


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
