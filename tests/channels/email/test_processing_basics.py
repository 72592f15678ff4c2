"""From the journal to tickets: what is kept, what is said, who asked (faults F008–F011, F029–F032, F036, F037)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.channels.email.mails import DOOR, mail, read_all, receive
from tuki.channels.email import address_book
from tuki.channels.email.commands.journal import Delivery, journal_mail, journal_many
from tuki.channels.email.commands.quarantine import open_as_ticket, retry_mail
from tuki.channels.email.intake import prepared as preparing
from tuki.channels.email.intake import processing
from tuki.channels.email.models import Journal, Mailbox, Outcome, OutgoingMail, SeenUid
from tuki.channels.email.queries import html_with_images, ledger, raw_mail, reason_sentence
from tuki.channels.email.reading import ReadingFailed
from tuki.kernel import clock, files
from tuki.kernel.models import EventRow, Job
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.models import Message, Ticket


def test_text_html_and_files_arrive(cast):
    html = (
        '<p>See <img src="cid:pic@x"> <script>alert(1)</script></p>'
        '<div class="gmail_quote"><div class="gmail_attr">On Monday Anna wrote:</div><blockquote>old</blockquote></div>'
    )
    raw = mail("See the picture.\n\n> old words\n", html=html, files=(("report.pdf", b"%PDF"),))
    row = receive(raw)
    message = row.message
    assert (row.outcome, message.text) == ("ticket", "See the picture.")
    assert "old words" in message.full_text
    assert "script" not in message.html
    assert message.html.endswith("</details>")
    assert "old" in message.html.partition("<details")[2]
    assert [(each.name, each.size) for each in message.attachments.all()] == [("report.pdf", 4)]
    assert row.ticket.organisation == cast.customer_a


def test_remote_images_come_only_on_demand(cast):
    row = receive(mail(html='<p>Hi <img src="https://tracker.test/x.png"></p>'))
    assert "tracker.test" not in row.message.html
    assert "remote_images" in row.message.marks
    shown = html_with_images(cast.actor(cast.anna), row.message_id, proxy=lambda address: f"/images?of={address}")
    assert "/images?of=https://tracker.test/x.png" in shown
    for outsider in (cast.boris, cast.clara):
        with pytest.raises(NotFound):
            html_with_images(cast.actor(outsider), row.message_id, proxy=str)


def test_f007_f008_the_same_mail_again_is_a_duplicate(cast):
    for raw in (mail(), mail(message_id=None)):
        first, second = receive(raw), receive(raw.replace(b"\n", b"\r\n") if b"Message-ID" in raw else raw)
        assert (first.outcome, second.outcome) == ("ticket", "duplicate")
        assert second.ticket == first.ticket
    assert Ticket.objects.count() == 2


def test_f009_another_mail_under_a_known_id_is_kept_and_flagged(cast):
    first = receive(mail("First words.", message_id="<same@x.test>"))
    second = receive(mail("Other words.", message_id="<same@x.test>"))
    assert second.outcome == "ticket"
    assert second.ticket != first.ticket
    assert "repeated_id" in second.message.marks
    assert "repeated_id" not in first.message.marks


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_f010_one_ticket_whichever_copy_comes_first(cast, order):
    raw = mail(to="billing@desk.test", Cc="support@desk.test")
    copies = [["support@desk.test"], ["billing@desk.test"]]
    rows = [receive(raw, envelope_to=copies[index]) for index in order]
    assert [row.outcome for row in rows] == ["ticket", "duplicate"]
    assert rows[0].ticket.department == cast.billing


def test_f011_our_own_mail_coming_back_is_no_ticket(cast):
    row = receive(mail())
    acknowledgement = OutgoingMail.objects.get(ticket=row.ticket)
    back = receive(mail(from_="support@desk.test", message_id=acknowledgement.rfc_message_id))
    assert (back.outcome, back.reason, back.ticket) == ("duplicate", "own_copy", row.ticket)
    spoofed = receive(mail(from_="support@desk.test"))
    assert (spoofed.outcome, spoofed.reason) == ("automatic", "own_address")
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "from_",
    [None, "", "undisclosed", "<>", "Friends: ;", "no address at all", '"Somebody" <>', "@", "a@b@c, d"],
)
def test_f029_a_mail_of_nobody_is_a_ticket_of_the_unknown_sender(cast, from_):
    row = receive(mail(from_=from_, message_id=None).replace(b"From: \n", b"From:\n"))
    assert row.outcome == "ticket"
    if not row.ticket.requester.email:
        assert "unknown_sender" in row.message.marks
        assert not OutgoingMail.objects.exists()


def test_f029_three_authors_and_the_first_one_counts(cast):
    row = receive(mail(from_="Clara <clara@customer-a.test>, x@y.test, z@y.test"))
    assert row.ticket.requester == cast.clara


def test_f030_odd_subjects(cast):
    for subject in (None, "", "x" * 5000, "🔥🔥", "invoice\u202efdp.exe"):
        row = receive(mail(subject=subject))
        assert row.ticket.subject
        assert len(row.ticket.subject) <= 300
        assert "\u202e" not in row.ticket.subject


def test_f031_no_body_only_a_file_only_a_signature(cast):
    assert receive(mail("", files=(("a.txt", b"a"),))).message.attachments.count() == 1
    assert "Clara" in receive(mail("-- \nClara, Customer A\n")).message.full_text
    assert receive(mail("")).outcome == "ticket"


@pytest.mark.parametrize(
    "date", [None, "Thu, 01 Jan 1970 00:00:00 +0000", "Fri, 01 Jan 2099 10:00:00 +0000", "Mon, 01 Jan 2024 +9999"]
)
def test_f032_the_time_of_arrival_counts(cast, date):
    row = receive(mail(**({"Date": date} if date else {})))
    assert row.ticket.opened_at == row.received_at == row.message.created_at
    assert clock.now() - row.ticket.opened_at < timedelta(minutes=5)


def test_history_counts_from_its_date_and_is_answered_by_nobody(cast):
    row = receive(mail(Date="Mon, 01 Jan 2024 10:00:00 +0000"), source="import", is_archive=True)
    assert row.ticket.opened_at.year == 2024
    assert not OutgoingMail.objects.exists()


def test_a_uid_is_kept_once(cast):
    mailbox = Mailbox.objects.create(
        department=cast.support, host="h", login="l", sealed_password="", begins_at=clock.now()
    )
    delivery = Delivery(raw=mail(), source="imap", mailbox_id=mailbox.id, uidvalidity=7, uid=3)
    other = Delivery(raw=mail(), source="imap", mailbox_id=mailbox.id, uidvalidity=7, uid=4)
    first = journal_mail(DOOR, delivery)
    assert journal_many(DOOR, [delivery, other])[0] == first
    assert Journal.objects.count() == 2
    assert list(SeenUid.objects.order_by("uid").values_list("uid", "journal_id")) == [
        (3, first),
        (4, Journal.objects.latest("id").id),
    ]


class _Crashing:
    """A reader whose child always dies."""

    def answer(self, question: bytes) -> memoryview:
        raise ReadingFailed("crashed")


def test_f036_f037_a_mail_that_kills_its_reader_is_set_aside_and_retried_once(cast, monkeypatch):
    monkeypatch.setattr(preparing, "_thread_reader", _Crashing)
    journal_id = journal_mail(DOOR, Delivery(raw=mail(subject="Deadly"), source="lmtp"))
    for _ in range(3):
        Job.objects.filter(kind="mail.read").update(due_at=clock.now())
        read_all()
    row = Journal.objects.get(pk=journal_id)
    assert (row.outcome, row.reason, row.subject) == ("quarantined", "unreadable", "Deadly")
    assert row.sender == "clara@customer-a.test"
    assert EventRow.objects.filter(kind="received_mail.quarantined").count() == 1
    monkeypatch.undo()
    vera = cast.actor(cast.vera)
    for _ in range(10):
        retry_mail(vera, journal_id)
    assert Job.objects.filter(kind="mail.read").count() == 1
    read_all()
    retry_mail(vera, journal_id)
    read_all()
    row.refresh_from_db()
    assert (row.outcome, Ticket.objects.count()) == ("ticket", 1)


class _Slow:
    """A reader whose child spends all of its CPU time."""

    def answer(self, question: bytes) -> memoryview:
        raise ReadingFailed("too_slow")


def test_g26_a_mail_that_costs_too_much_is_set_aside_at_once(cast, monkeypatch):
    monkeypatch.setattr(preparing, "_thread_reader", _Slow)
    row = receive(mail(subject="Costly"))
    assert (row.outcome, row.reason, row.subject) == ("quarantined", "unreadable", "Costly")
    monkeypatch.undo()
    retry_mail(cast.actor(cast.vera), row.id)
    read_all()
    row.refresh_from_db()
    assert row.outcome == "ticket"


def test_what_cannot_be_read_can_still_be_opened_as_a_ticket(cast, monkeypatch):
    monkeypatch.setattr(preparing, "_thread_reader", _Crashing)
    raw = mail()
    journal_id = journal_mail(DOOR, Delivery(raw=raw, source="lmtp"))
    for _ in range(3):
        Job.objects.filter(kind="mail.read").update(due_at=clock.now())
        read_all()
    open_as_ticket(cast.actor(cast.vera), journal_id)
    read_all()
    row = Journal.objects.get(pk=journal_id)
    assert row.outcome == "ticket"
    (attachment,) = row.message.attachments.select_related("file")
    assert files.read(attachment.file.digest) == raw


def test_the_ledger_is_for_those_who_may_see_it(cast):
    raw = mail()
    row = receive(raw)
    vera = cast.actor(cast.vera)
    assert [each.id for each in ledger(vera, outcome="ticket", text="printer")] == [row.id]
    assert ledger(vera, before=row.id) == []
    assert raw_mail(vera, row.id) == raw
    assert reason_sentence(row) == "Opened a ticket."
    for person in (cast.anna, cast.clara, cast.dmitri):
        actor = cast.actor(person)
        assert ledger(actor) == []
        with pytest.raises(NotFound):
            raw_mail(actor, row.id)
        with pytest.raises(Refused):
            retry_mail(actor, row.id)


def test_a_desk_without_departments_sets_mail_aside(db):
    address_book.forget()
    row = receive(mail())
    assert (row.outcome, row.reason) == ("quarantined", "no_department")
    assert not Message.objects.exists()


def test_the_next_mail_is_read_while_one_is_settled(cast, monkeypatch):
    numbers = [journal_mail(DOOR, Delivery(raw=mail(f"Number {each}."), source="lmtp")) for each in range(3)]
    begun, settle = [], processing.settle_mail

    def settle_after_someone_else(actor, row, prepared, book):
        if waiting := getattr(processing._own, "begun", None):
            begun.append(waiting.row.pk)
        if row.pk == numbers[1]:
            Journal.objects.filter(pk=row.pk).update(outcome=Outcome.AUTOMATIC)
        settle(actor, row, prepared, book)

    monkeypatch.setattr(processing, "settle_mail", settle_after_someone_else)
    read_all()
    assert begun == numbers[1:]
    assert [*Journal.objects.order_by("id").values_list("outcome", flat=True)] == ["ticket", "automatic", "ticket"]
    assert [*Message.objects.order_by("id").values_list("text", flat=True)] == ["Number 0.", "Number 2."]
