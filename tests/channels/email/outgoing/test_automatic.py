"""Mails that the desk writes by itself, and when it stays silent (faults F063–F067, F072; goal G9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import SYSTEM
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.commands.templates import switch_template
from tuki.kernel import clock as time
from tuki.kernel.actors import channel, importer
from tuki.kernel.html import plain_line
from tuki.people.commands.desk import set_department_addresses
from tuki.people.commands.persons import add_person, find_or_add_contact, mark_address_failing
from tuki.people.models import PersonAddress
from tuki.tickets.commands.link import link_follow_up
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.receive import receive_message, write_as_customer
from tuki.tickets.commands.status import change_status, close_when_due, confirm_completion
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

DOOR = channel("mail", "test")
GREETINGS = {
    "en": "Your request has arrived",
    "ru": "Ваше обращение получено",
    "nb": "Henvendelsen din er mottatt",
    "fi": "Pyyntösi on saapunut",
    "de": "Ihre Anfrage ist angekommen",
    "uk": "Ваше звернення отримано",
}


def _open(cast, actor=DOOR, requester=None, via="mail", **values) -> Ticket:
    return open_ticket(
        actor,
        department_id=cast.support.id,
        requester_id=(requester or cast.clara).id,
        subject=values.pop("subject", "Printer"),
        writing=Writing(text=values.pop("text", "It burns."), channel=via, **values),
    )


@pytest.mark.parametrize("language", GREETINGS)
def test_a_new_request_is_acknowledged_in_the_requesters_language(cast, sink, post, language):
    person = add_person(SYSTEM, name="Somebody", email="some@x.test", language=language)
    ticket = _open(cast, requester=person, rfc_message_id="<first@x.test>", text="Private words.")
    post()
    [taken] = sink.taken
    assert taken.recipients == ["some@x.test"]
    assert GREETINGS[language] in taken.text
    assert f"/portal/tickets/{ticket.reference}" in taken.text
    assert f'href="http://127.0.0.1:8000/portal/tickets/{ticket.reference}"' in taken.html
    assert "!" not in taken.text
    assert "{" not in taken.text
    assert "Private words" not in taken.content.decode()
    assert taken.mail["Subject"] == f"[{ticket.reference}] Printer"
    assert taken.mail["Auto-Submitted"] == "auto-replied"
    assert taken.mail["X-Auto-Response-Suppress"] == "All"
    assert taken.mail["In-Reply-To"] == "<first@x.test>"


def test_who_is_not_acknowledged(cast, sink, post):
    _open(cast, is_automatic=True)
    _open(cast, importer("mbox", "test"))
    _open(cast, via="import")
    mark_address_failing(SYSTEM, address="clara@customer-a.test", failure="gone")
    _open(cast)
    PersonAddress.objects.update(failing_since=None)
    PersonAddress.objects.filter(person=cast.dmitri).delete()
    set_department_addresses(SYSTEM, cast.billing.id, addresses=["dmitri@customer-b.test"])
    _open(cast, requester=cast.dmitri)
    post()
    assert OutgoingMail.objects.count() == 0
    _open(cast)
    post()
    assert len(sink.taken) == 1


def test_archived_and_automatic_messages_notify_nobody(cast, sink, post):
    ticket = _open(cast, importer("mbox", "test"))
    Ticket.objects.filter(pk=ticket.id).update(assignee=cast.anna)
    for actor, is_automatic in ((importer("mbox", "test"), False), (DOOR, True)):
        writing = Writing(text="more", channel="mail", is_automatic=is_automatic)
        receive_message(actor, ticket.id, writing=writing, author_id=cast.clara.id, is_verified=True)
    assert OutgoingMail.objects.count() == 0


def test_five_acknowledgements_a_day_are_enough_for_anybody(cast, sink, post, clock):
    for _ in range(9):
        _open(cast)
        clock.shift(timedelta(minutes=10))
    _open(cast, requester=cast.dmitri)
    post()
    assert [taken.recipients[0] for taken in sink.taken].count("clara@customer-a.test") == 5
    assert [taken.recipients[0] for taken in sink.taken].count("dmitri@customer-b.test") == 1
    clock.shift(timedelta(hours=24))
    _open(cast)
    post()
    assert len(sink.taken) == 7


def test_two_desks_that_answer_each_other_stop(cast, sink, post, clock):
    """The other desk acknowledges whatever comes, strips every sign of being a program and starts a new thread."""
    other = find_or_add_contact(DOOR, address="support@other-desk.test")
    _open(cast, requester=other)
    for answered in range(50):
        post()
        if len(sink.taken) == answered:
            break
        _open(cast, requester=other, subject=f"Your request: {plain_line(sink.taken[-1].mail['Subject'])}")
        clock.shift(timedelta(minutes=5))
    assert len(sink.taken) == 5

    joined = _open(cast, requester=cast.clara)
    for _ in range(20):
        post()
        writing = Writing(text="We have received your request.", channel="mail")
        receive_message(DOOR, joined.id, writing=writing, author_id=cast.clara.id, is_verified=True)
        clock.shift(timedelta(minutes=5))
    assert [taken.recipients for taken in sink.taken].count(["clara@customer-a.test"]) <= 2


def test_status_mails_by_the_clock_stop_after_two_on_a_ticket(cast, sink, post, clock):
    switch_template(SYSTEM, code="closed", is_active=True)
    ticket = _open(cast)
    for _ in range(5):
        change_status(SYSTEM, ticket.reference, status="completed", resolution="solved")
        clock.shift(timedelta(days=4))
        post()
        assert close_when_due(SYSTEM, ticket.id)
        post()
        writing = Writing(text="still there", channel="mail")
        receive_message(DOOR, ticket.id, writing=writing, author_id=cast.clara.id, is_verified=True)
    assert len(sink.taken) == 2


def test_a_form_that_names_strangers_cannot_be_used_against_them(cast, sink, post, clock):
    form = channel("portal", "test")
    for number in range(30):
        stranger = find_or_add_contact(form, address=f"victim{number % 3}@x.test")
        _open(cast, form, requester=stranger, via="portal", subject="BUY-CANARY http://evil.test", text="CANARY")
    post()
    assert sorted(taken.recipients[0] for taken in sink.taken) == [f"victim{n}@x.test" for n in range(3)]
    assert not any(b"CANARY" in taken.content or b"evil" in taken.content for taken in sink.taken)
    assert {taken.mail["Subject"] for taken in sink.taken} == {"Please confirm your address"}
    for number in range(210):
        stranger = find_or_add_contact(form, address=f"many{number}@x.test")
        _open(cast, form, requester=stranger, via="portal")
    post()
    assert len(sink.taken) == 200


def test_a_proven_address_and_a_signed_in_customer_are_acknowledged_from_a_form(cast, sink, post):
    form = channel("portal", "test")
    _open(cast, cast.actor(cast.dmitri), requester=cast.dmitri, via="portal")
    PersonAddress.objects.filter(person=cast.clara).update(verified_at=time.now())
    _open(cast, form, via="portal")
    _open(cast, cast.actor(cast.anna), via="phone")
    post()
    assert [taken.mail["Subject"] for taken in sink.taken] == [f"[ACME-{n}] Printer" for n in (1, 2, 3)]


def test_a_follow_up_says_what_it_follows(cast, sink, post):
    from tuki.kernel.command import command

    earlier = _open(cast)

    @command
    def continue_it(actor):
        ticket = _open(cast, actor)
        link_follow_up(actor, ticket.id, earlier_id=earlier.id)

    continue_it(DOOR)
    post()
    assert "ACME-1 has been closed for some time" in " ".join(sink.taken[-1].text.split())


def test_completed_is_told_and_other_statuses_are_not(cast, sink, post, clock):
    switch_template(SYSTEM, code="acknowledgement", is_active=False)
    ticket = _open(cast)
    anna = cast.actor(cast.anna)
    change_status(anna, ticket.reference, status="in_progress")
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    clock.shift(timedelta(seconds=11))
    post()
    [taken] = sink.taken
    assert "closes by itself in 3 days" in taken.text
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    confirm_completion(cast.actor(cast.clara), ticket.reference)
    clock.shift(timedelta(seconds=11))
    post()
    assert len(sink.taken) == 1

    switch_template(SYSTEM, code="status_changed", is_active=True)
    change_status(anna, ticket.reference, status="in_progress")
    clock.shift(timedelta(seconds=11))
    post()
    assert "“In progress”" in sink.taken[-1].text


def test_a_status_that_changes_again_at_once_is_not_told(cast, sink, post, clock):
    switch_template(SYSTEM, code="acknowledgement", is_active=False)
    ticket = _open(cast)
    anna = cast.actor(cast.anna)
    for _ in range(3):
        change_status(anna, ticket.reference, status="completed", resolution="solved")
        post()
        change_status(anna, ticket.reference, status="in_progress")
    write_as_customer(cast.actor(cast.clara), ticket.reference, writing=Writing(text="ok", channel="portal"))
    clock.shift(timedelta(minutes=1))
    post()
    assert sink.taken == []
