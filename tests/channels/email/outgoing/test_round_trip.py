"""Out and in again: answers find their ticket, and programs that answer programs fall silent (faults F064; G8, G9)."""

from __future__ import annotations

from email.message import EmailMessage

from tests.channels.email.outgoing.sink import Taken
from tuki.channels.email.commands.journal import Delivery, journal_mail
from tuki.channels.email.models import Journal
from tuki.kernel.actors import channel
from tuki.kernel.jobs.running import run_due
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.models import Message, Ticket

DOOR = channel("mail", "test")


def _comes_in(mail: EmailMessage) -> Journal:
    number = journal_mail(DOOR, Delivery(raw=mail.as_bytes(), source="smtp", envelope_to=[str(mail["To"])]))
    while run_due("mail-in"):
        continue
    return Journal.objects.get(pk=number)


def _answer_to(taken: Taken, text: str, *, number: int, threads: bool = True) -> EmailMessage:
    """What the customer's mail program makes of our mail."""
    mail = EmailMessage()
    mail["From"] = f"Clara <{taken.recipients[0]}>"
    mail["To"] = taken.mail["Reply-To"].addresses[0].addr_spec if threads else "support@desk.test"
    mail["Subject"] = str(taken.mail["Subject"]) if threads else f"We have got your mail {number}"
    mail["Message-ID"] = f"<answer-{number}@customer-a.test>"
    if threads:
        mail["In-Reply-To"] = taken.mail["Message-ID"]
    mail.set_content(f"{text}\n\n" + "".join(f"> {line}\n" for line in taken.text.splitlines()))
    return mail


def test_the_customers_answer_joins_the_ticket(desk, sink, post):
    ticket = desk.ticket()
    for number in range(3):
        reply_to_ticket(desk.actor(desk.anna), ticket.reference, text=f"Our answer {number}.")
        post()
        entry = _comes_in(_answer_to(sink.taken[-1], f"Thank you {number}.", number=number))
        assert (entry.outcome, entry.ticket_id) == ("follow_up", ticket.id)
        message = Message.objects.get(pk=entry.message_id)
        assert message.text.strip() == f"Thank you {number}."
        assert (message.is_public, message.author_id) == (True, desk.clara.id)
    assert Ticket.objects.count() == 1


def test_a_responder_without_any_sign_falls_silent(cast, sink, post):
    first = EmailMessage()
    first["From"], first["To"], first["Subject"] = "clara@customer-a.test", "support@desk.test", "Hello"
    first["Message-ID"] = "<first@customer-a.test>"
    first.set_content("Is anybody there?")
    for threads, most in ((True, 2), (False, 5)):
        _comes_in(first)
        sent_before = 0
        for number in range(40):
            post()
            if len(sink.taken) == sent_before:
                break
            sent_before = len(sink.taken)
            answer = _answer_to(sink.taken[-1], "We have received your mail.", number=number, threads=threads)
            answer.replace_header("Message-ID", f"<{threads}-{number}@customer-a.test>")
            _comes_in(answer)
        assert 1 <= len(sink.taken) <= most
        first.replace_header("Message-ID", "<second@customer-a.test>")
