"""What agents get by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.reply_address import read_reply_address
from tuki.kernel import clock as time
from tuki.kernel.actors import channel
from tuki.people.models import Person, Session
from tuki.tickets.commands.assign import assign_ticket, take_ticket
from tuki.tickets.commands.receive import receive_message
from tuki.tickets.commands.reply import add_note
from tuki.tickets.commands.writing import Writing

DOOR = channel("mail", "test")


def _customer_writes(desk, ticket, text="Still burning.", **values):
    writing = Writing(text=text, channel="mail", **values)
    receive_message(DOOR, ticket.id, writing=writing, author_id=desk.clara.id, is_verified=True)


@pytest.fixture
def own_ticket(desk, sink, post):
    """A ticket that Vera gave to Anna; the mail about it has left."""
    ticket = desk.ticket()
    assign_ticket(desk.actor(desk.vera), ticket.reference, assignee_id=desk.anna.id)
    post()
    return ticket


def test_assigned_by_somebody_else_and_mentioned(desk, sink, post):
    ticket = desk.ticket()
    assign_ticket(desk.actor(desk.vera), ticket.reference, assignee_id=desk.anna.id)
    add_note(desk.actor(desk.vera), ticket.reference, text="note words", mentions=[desk.anna.id])
    post()
    assigned, mentioned = sink.taken
    assert assigned.recipients == mentioned.recipients == ["anna@desk.test"]
    assert "Vera has assigned this request to you." in assigned.text
    assert "Vera has mentioned you in a note." in mentioned.text
    assert f"/desk/tickets/{ticket.reference}" in mentioned.text
    assert b"note words" not in mentioned.content
    signed = read_reply_address(assigned.mail["Reply-To"].addresses[0].addr_spec)
    assert signed is not None
    assert (signed.ticket_id, signed.agent_id) == (ticket.id, desk.anna.id)
    assert assigned.mail["Auto-Submitted"] == "auto-generated"


def test_nobody_hears_of_their_own_doing(desk, sink, post):
    anna = desk.actor(desk.anna)
    ticket = desk.ticket()
    take_ticket(anna, ticket.reference)
    add_note(anna, ticket.reference, text="me", mentions=[desk.anna.id])
    post()
    assert sink.taken == []


def test_the_customers_words_reach_an_agent_who_is_away(desk, sink, post, own_ticket):
    _customer_writes(desk, own_ticket)
    post()
    assert "Still burning." in sink.taken[-1].text
    assert "Clara has written:" in sink.taken[-1].text


def test_who_is_at_the_desk_gets_no_mail(desk, sink, post, own_ticket):
    now = time.now()
    session = Session.objects.create(
        digest="x", person=desk.anna, created_at=now, seen_at=now, expires_at=now + timedelta(days=1)
    )
    _customer_writes(desk, own_ticket)
    post()
    assert len(sink.taken) == 1
    Session.objects.filter(pk=session.pk).update(seen_at=now - timedelta(minutes=11))
    _customer_writes(desk, own_ticket)
    post()
    assert len(sink.taken) == 2


def test_only_agents_who_see_the_ticket_are_told(desk, sink, post):
    ticket = desk.ticket()
    vera = desk.actor(desk.vera)
    Person.objects.filter(pk=desk.anna.id).update(is_active=False)
    add_note(vera, ticket.reference, text="x", mentions=[desk.anna.id])
    post()
    assert OutgoingMail.objects.count() == 0
