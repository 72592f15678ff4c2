"""Ten seconds to take an answer back, in which nothing leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tuki.channels.email.models import OutgoingMail
from tuki.kernel.refusals import Refused
from tuki.tickets.commands.reply import reply_to_ticket, take_back_reply


def test_taken_back_within_ten_seconds_it_never_leaves(desk, sink, post, clock):
    anna = desk.actor(desk.anna)
    ticket = desk.ticket()
    message = reply_to_ticket(anna, ticket.reference, text="canary-taken-back", undo_seconds=10)
    for _ in range(9):
        clock.shift(timedelta(seconds=1))
        post()
    take_back_reply(anna, message.id)
    clock.shift(timedelta(days=1))
    post()
    assert sink.taken == []
    assert OutgoingMail.objects.get().state == "cancelled"

    reply_to_ticket(anna, ticket.reference, text="Better words.", undo_seconds=10)
    clock.shift(timedelta(seconds=10))
    post()
    [taken] = sink.taken
    assert b"canary" not in taken.content
    assert "It burns." in taken.text
    assert OutgoingMail.objects.earliest("id").rfc_message_id not in taken.content.decode()


def test_after_ten_seconds_it_has_left(desk, sink, post, clock):
    anna = desk.actor(desk.anna)
    message = reply_to_ticket(anna, desk.ticket().reference, text="Gone.", undo_seconds=10)
    clock.shift(timedelta(seconds=10))
    with pytest.raises(Refused):
        take_back_reply(anna, message.id)
    post()
    assert len(sink.taken) == 1


def test_a_later_mail_waits_for_the_answer_that_can_still_be_taken_back(desk, sink, post, clock):
    anna = desk.actor(desk.anna)
    ticket = desk.ticket()
    reply_to_ticket(anna, ticket.reference, text="first", undo_seconds=10)
    reply_to_ticket(anna, ticket.reference, text="second")
    post()
    assert sink.taken == []
    clock.shift(timedelta(seconds=12))
    post()
    assert [taken.text.split()[0] for taken in sink.taken] == ["first", "second"]
