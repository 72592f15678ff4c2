"""The fold of a ticket's events says what its row says, whatever happened to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.histories import assert_history_is_kept
from tuki.kernel import clock
from tuki.kernel.actors import channel, system
from tuki.kernel.log import events_of
from tuki.setup.commands.sample import fill_with_sample
from tuki.tickets.commands.assign import assign_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.commands.receive import confirm_message, receive_message, write_as_customer
from tuki.tickets.commands.reply import add_note, reply_to_ticket, take_back_reply
from tuki.tickets.commands.status import change_status, confirm_completion, reject_completion
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.history import replay, steps
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_every_ticket_of_the_sample_desk_is_what_its_events_say(cast):
    fill_with_sample(system("test"))
    tickets = list(Ticket.objects.values_list("id", flat=True))
    assert len(tickets) >= 60
    for ticket_id in tickets:
        assert_history_is_kept(ticket_id)


def test_a_long_life_is_followed_event_by_event(cast):
    anna, clara = cast.actor(cast.anna), cast.actor(cast.clara)
    ticket = cast.ticket()
    name = ticket.reference
    deeds = [
        lambda: assign_ticket(anna, name, assignee_id=cast.anna.id),
        lambda: add_note(anna, name, text="Looks like the VPN."),
        lambda: tag_ticket(anna, name, tags=["vpn", "oslo"]),
        lambda: untag_ticket(anna, name, tags=["oslo"]),
        lambda: reply_to_ticket(anna, name, text="Which version?"),
        lambda: change_status(anna, name, status="information_needed"),
        lambda: write_as_customer(clara, name, writing=Writing(text="5.2")),
        lambda: change_status(anna, name, status="completed", resolution="solved"),
        lambda: reject_completion(clara, name),
        lambda: take_back_reply(anna, reply_to_ticket(anna, name, text="Oh.", undo_seconds=60).id),
        lambda: change_status(anna, name, status="completed", resolution="workaround"),
        lambda: confirm_completion(clara, name),
        lambda: write_as_customer(clara, name, writing=Writing(text="Again!")),
        lambda: unassign_ticket(anna, name),
        lambda: trash_ticket(cast.actor(cast.vera), name),
        lambda: restore_ticket(cast.actor(cast.vera), name),
        lambda: transfer_ticket(cast.actor(cast.vera), name, department_id=cast.billing.id),
    ]
    for number, deed in enumerate(deeds):
        with clock.at(clock.now() + timedelta(minutes=number + 1)):
            deed()
            assert_history_is_kept(ticket.id)


def test_who_takes_a_reply_back_leaves_the_requester_waiting_as_before(cast):
    anna, ticket = cast.actor(cast.anna), cast.ticket()
    since = ticket.waiting_since
    message = reply_to_ticket(anna, ticket.reference, text="Sorry", undo_seconds=10)
    assert Ticket.objects.get(pk=ticket.pk).waiting_since is None
    take_back_reply(anna, message.id)
    assert_history_is_kept(ticket.id)
    assert abs(Ticket.objects.get(pk=ticket.pk).waiting_since - since) < timedelta(seconds=2)
    told = replay(events_of("ticket", ticket.id))
    assert told is not None and told.first_answer_at is None


def test_a_confirmed_stranger_waits_from_the_moment_of_writing(cast):
    anna, ticket = cast.actor(cast.anna), cast.ticket()
    with clock.at(clock.now() + timedelta(minutes=1)):
        reply_to_ticket(anna, ticket.reference, text="Done?")
    with clock.at(clock.now() + timedelta(minutes=2)):
        door = channel("mail", "test")
        writing = Writing(text="I am a colleague of Clara's.")
        message = receive_message(door, ticket.id, writing=writing, author_id=None, is_verified=False)
    assert_history_is_kept(ticket.id)
    assert Ticket.objects.get(pk=ticket.pk).waiting_since is None
    with clock.at(clock.now() + timedelta(minutes=3)):
        confirm_message(anna, message.id)
    assert_history_is_kept(ticket.id)
    assert Ticket.objects.get(pk=ticket.pk).waiting_since == message.created_at


def test_each_step_shows_the_ticket_as_it_then_stood(cast):
    anna, ticket = cast.actor(cast.anna), cast.ticket()
    assign_ticket(anna, ticket.reference, assignee_id=cast.anna.id)
    change_status(anna, ticket.reference, status="in_progress")
    seen = [(entry.event.kind, told.status) for told, entry in steps(events_of("ticket", ticket.id))]
    assert seen == [
        ("ticket.opened", "new"),
        ("message.added", "new"),
        ("ticket.assigned", "new"),
        ("ticket.status_changed", "assigned"),
        ("ticket.status_changed", "in_progress"),
    ]
