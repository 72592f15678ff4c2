"""Real SMTP and LMTP conversations on loopback (faults F001, F004, F018, F038–F043, F068, F071; goals G3, G13)."""

from __future__ import annotations

import smtplib

import pytest

from tests.channels.email.mails import mail, read_all
from tests.cast import make_cast
from tuki.channels.email.listeners import start
from tuki.channels.email.models import Journal
from tuki.kernel import files
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listeners():
    make_cast()
    running = start(lmtp="127.0.0.1:0", smtp="127.0.0.1:0")
    yield running
    running.stop()


def test_a_mail_by_lmtp_becomes_a_ticket(listeners):
    raw = mail("It burns.\n")
    with smtplib.LMTP(*listeners.addresses["lmtp"]) as client:
        assert client.sendmail("clara@customer-a.test", ["support@desk.test"], raw) == {}
    read_all()
    row = Journal.objects.get()
    assert (row.outcome, row.source, row.envelope_to) == ("ticket", "lmtp", ["support@desk.test"])
    assert row.ticket.subject == "Printer on fire"
    assert row.message.text == "It burns."
    assert Ticket.objects.get().requester.email == "clara@customer-a.test"
    assert files.read(row.raw.digest).replace(b"\r\n", b"\n").strip() == raw.strip()
