"""The main path: an agent answers, and a normal mail arrives."""

from __future__ import annotations

from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.reply_address import read_reply_address
from tuki.tickets.commands.reply import reply_to_ticket


def test_an_answer_arrives_as_a_normal_mail(desk, sink, post):
    ticket = desk.ticket(subject="Re: Printer on fire")
    anna = desk.actor(desk.anna)
    reply_to_ticket(anna, ticket.reference, text="We come.\n\nBring water.")
    post()

    [taken] = sink.taken
    mail = taken.mail
    assert taken.recipients == ["clara@customer-a.test"]
    assert mail["From"].addresses[0].addr_spec == "support@desk.test"
    assert mail["From"].addresses[0].display_name == "Anna | Acme Support"
    assert mail["To"] == "clara@customer-a.test"
    assert mail["Subject"] == "Re: [ACME-1] Printer on fire"
    assert mail["Auto-Submitted"] is None
    signed = read_reply_address(mail["Reply-To"].addresses[0].addr_spec)
    assert signed is not None
    assert (signed.ticket_id, signed.agent_id, signed.address) == (ticket.id, None, "support@desk.test")
    assert read_reply_address(taken.sender) == signed
    assert taken.text.startswith("We come.\n\nBring water.\n\nAnna\n")
    assert "> It burns." in taken.text
    assert "<p>We come.</p>" in taken.html
    row = OutgoingMail.objects.get()
    assert (row.state, row.recipients) == ("sent", {"clara@customer-a.test": "sent"})
    assert mail["Message-ID"] == row.rfc_message_id
