"""Delivery reports: what their machine-readable part states counts, and they are shown on their ticket."""

import pytest

from tests.channels.email.kinds.building import DESK, OWN, html, joined, part, raw, said
from tests.channels.email.mails import mail, receive
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.nature import Kind
from tuki.tickets.commands.reply import reply_to_ticket

DAN = "dan@customer-b.test"
STATES = {
    "failed": ("failed", "5.1.1", Kind.BOUNCE),
    "late": ("delayed", "4.4.1", Kind.DELAY),
    "delivered": ("delivered", "2.0.0", Kind.REPORT),
    "relayed": ("relayed", "2.0.0", Kind.REPORT),
}


def _report(subject: str, action: str, status: str, *, to: str = DAN, about: str = "<0@desk.test>") -> bytes:
    group = f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
    parts = [
        part("text/plain", "A report."),
        part("message/delivery-status", f"Reporting-MTA: dns; mx.test\n\n{group}"),
        part("message/rfc822", f"From: {DESK}\nTo: {to}\nMessage-ID: {about}\nSubject: Printer\n\nText"),
    ]
    head = f"From: MAILER-DAEMON@mx.test\nTo: {DESK}\nSubject: {subject}\nMessage-ID: <{action}@mx.test>"
    return raw(head, joined(parts), 'multipart/report; report-type=delivery-status; boundary="b1"')


@pytest.mark.parametrize(("action", "status", "kind"), STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("subject", ["Delivery Status Notification", "Undelivered Mail", "Relayed: Printer"])
def test_what_the_report_states_counts(subject: str, action: str, status: str, kind: Kind) -> None:
    nature = said(_report(subject, action, status), envelope_from="").nature
    assert nature.kind is kind
    assert not nature.may_answer


@pytest.mark.parametrize("state", ["failed", "late"])
def test_a_report_is_shown_on_its_ticket_as_what_it_is(cast, state: str) -> None:
    action, status, kind = STATES[state]
    ticket = receive(mail("It burns.", from_=f"Dan <{DAN}>")).ticket
    ours = OutgoingMail.objects.get(message=reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Water."))
    row = receive(_report("Delivery Status Notification", action, status, about=ours.rfc_message_id), envelope_from="")
    assert (row.outcome, row.ticket_id) == ("automatic", ticket.id)
    assert kind.value in row.message.marks


def test_an_answer_reaches_its_ticket_without_its_quotation(cast) -> None:
    first = receive(mail("It burns.", from_="Clara <clara@customer-a.test>"))
    quoted = "<p>From: Desk<br>Sent: 3 June 2024<br>To: Clara<br>Subject: Printer</p><p>OLDTEXT</p>"
    answer = html(f"<div>{OWN.replace(chr(10), '<br>')}</div>{quoted}", subject="Re: Printer")
    answer = answer.replace(
        b"Message-ID: <1@", f"In-Reply-To: {first.message.rfc_message_id}\r\nMessage-ID: <9@".encode()
    )
    row = receive(answer)
    assert (row.outcome, row.ticket_id) == ("follow_up", first.ticket_id)
    assert row.message.text == OWN
    assert "OLDTEXT" not in row.message.html.split("<details")[0]
