"""Stopping, releasing, cancelling; no server; the hourly limit (fault F231, goal G9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import SYSTEM
from tests.channels.email.outgoing.sink import Sink
from tuki.channels.email.models import OutgoingMail, OutgoingServer
from tuki.channels.email.outgoing import sending
from tuki.channels.email.outgoing.commands.outbox import (
    cancel_outgoing,
    hold_outgoing,
    release_outgoing,
    retry_outgoing,
)
from tuki.channels.email.outgoing.commands.server import send_test_mail, set_outgoing_server
from tuki.channels.email.outgoing.commands.writing import queue_mail
from tuki.channels.email.outgoing.delivery import close_connection
from tuki.channels.email.outgoing.jobs import sweep_outbox
from tuki.channels.email.outgoing.queries import outgoing_state, troubled_outgoing
from tuki.channels.email.outgoing.server import BY_HAND_FACTOR, BY_LIMIT
from tuki.kernel import log
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, NotFound, Refused, TooMany
from tuki.tickets.commands.reply import reply_to_ticket


def _replies(desk, count, *, actor=None):
    ticket = desk.ticket()
    for number in range(count):
        reply_to_ticket(actor or desk.actor(desk.anna), ticket.reference, text=f"number-{number}")


def _states():
    return list(OutgoingMail.objects.order_by("id").values_list("state", flat=True))


def test_the_hourly_limit_stops_a_runaway_and_asks(desk, sink, post, clock):
    set_outgoing_server(SYSTEM, url=sink.url, hourly_limit=3)
    _replies(desk, 5, actor=SYSTEM)
    post()
    assert _states() == ["sent"] * 3 + ["held"] * 2
    state = outgoing_state()
    assert (state.is_paused, state.pause_reason, state.held_count) == (True, "hourly_limit", 2)
    assert [e.event.kind for e in log.events_of("outgoing", 1)][-1] == "outgoing.paused"
    clock.shift(timedelta(hours=2))
    post()
    assert len(sink.taken) == 3

    queue_mail(SYSTEM, to="clara@customer-a.test", template="sign_in_link", language="en", values={})
    post()
    assert len(sink.taken) == 4

    assert release_outgoing(desk.actor(desk.vera)) == 2
    post()
    assert _states() == ["sent"] * 6
    assert [t.text.split()[0] for t in sink.taken[-2:]] == ["number-3", "number-4"]


def test_answers_of_people_leave_while_a_runaway_is_stopped_up_to_a_limit_of_their_own(desk, sink, post):
    set_outgoing_server(SYSTEM, url=sink.url, hourly_limit=1)
    _replies(desk, 2, actor=SYSTEM)
    _replies(desk, BY_HAND_FACTOR + 2)
    post()
    assert _states() == ["sent", "held", *["sent"] * BY_HAND_FACTOR, "held", "held"]
    assert outgoing_state().pause_reason == BY_LIMIT

    assert release_outgoing(desk.actor(desk.vera)) == 3
    post()
    assert set(_states()) == {"sent"}


def test_what_a_person_stopped_holds_answers_of_people_too(desk, sink, post):
    hold_outgoing(desk.actor(desk.vera), reason="The provider asked for it")
    _replies(desk, 1)
    post()
    assert _states() == ["held"]


def test_a_restored_desk_sends_nothing_until_it_is_released(desk, sink, post):
    _replies(desk, 2)
    assert hold_outgoing(SYSTEM, reason="Restored from a backup of 3 May") == 2
    _replies(desk, 1)
    queue_mail(SYSTEM, to="clara@customer-a.test", template="sign_in_link", language="en", values={})
    sweep_outbox()
    post()
    assert sink.taken == []
    assert _states() == ["held"] * 4
    assert outgoing_state().pause_reason == "Restored from a backup of 3 May"
    send_test_mail(desk.actor(desk.vera), to="vera@desk.test")
    post()
    assert [taken.recipients for taken in sink.taken] == [["vera@desk.test"]]
    cancel_outgoing(desk.actor(desk.vera), OutgoingMail.objects.order_by("id")[0].id)
    release_outgoing(desk.actor(desk.vera))
    post()
    assert len(sink.taken) == 4
    assert _states()[0] == "cancelled"


def test_without_a_server_mail_waits_and_leaves_when_there_is_one(desk, post, settings, sink):
    settings.SMTP_URL = ""
    _replies(desk, 2)
    post()
    sweep_outbox()
    state = outgoing_state()
    assert (state.server, state.waiting_count) == ("", 2)
    assert state.oldest_due_at is not None
    assert sink.taken == []
    set_outgoing_server(desk.actor(desk.vera), url=sink.url)
    post()
    assert _states() == ["sent", "sent"]


def test_the_servers_address_is_sealed_and_its_password_never_shown(desk):
    set_outgoing_server(SYSTEM, url="smtps://desk:s3cret@mail.test", hourly_limit=10)
    row = OutgoingServer.objects.get()
    assert "s3cret" not in row.sealed_url
    assert outgoing_state().server == "smtps://desk@mail.test:465"
    assert not EventRow.objects.filter(payload__contains="s3cret").exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://mail.test", "invalid_smtp_url"),
        ("smtp://", "invalid_smtp_url"),
        ("mail.test:25", "invalid_smtp_url"),
        ("smtp://mail.test:99999", "invalid_smtp_url"),
        ("smtp://mail.test\r\n:25", "invalid_smtp_url"),
        ("smtp://[::1", "invalid_smtp_url"),
        ("smtp://desk:secret@mail.test", "open_password"),
    ],
)
def test_nonsense_addresses_are_refused(desk, url, code):
    with pytest.raises(Invalid) as refused:
        set_outgoing_server(SYSTEM, url=url)
    assert refused.value.code == code
    assert not OutgoingServer.objects.exists()


def test_who_may_do_what(desk, sink, post):
    _replies(desk, 1)
    row = OutgoingMail.objects.get()
    anna, boris, clara = (desk.actor(each) for each in (desk.anna, desk.boris, desk.clara))
    for actor in (anna, boris, clara):
        for act in (
            lambda a: hold_outgoing(a, reason="x"),
            release_outgoing,
            lambda a: set_outgoing_server(a, url=sink.url),
            lambda a: send_test_mail(a, to="x@x.test"),
            troubled_outgoing,
        ):
            with pytest.raises(Refused):
                act(actor)
    for actor in (boris, clara):
        with pytest.raises((NotFound, Refused)):
            cancel_outgoing(actor, row.id)
        with pytest.raises((NotFound, Refused)):
            retry_outgoing(actor, row.id)
    with pytest.raises(Refused):
        queue_mail(clara, to="x@x.test", template="sign_in_link", language="en", values={})
    cancel_outgoing(anna, row.id)
    cancel_outgoing(anna, row.id)
    post()
    assert sink.taken == []
    with pytest.raises(Refused):
        retry_outgoing(anna, row.id)


def test_mail_that_left_cannot_be_cancelled_or_sent_again(desk, sink, post):
    _replies(desk, 1)
    post()
    row = OutgoingMail.objects.get()
    for act in (cancel_outgoing, retry_outgoing):
        with pytest.raises(Refused):
            act(desk.actor(desk.anna), row.id)
    assert len(sink.taken) == 1


def test_a_link_mail_is_forgotten_once_it_left(desk, sink, post):
    row = queue_mail(
        SYSTEM,
        to="clara@customer-a.test",
        template="sign_in_link",
        language="ru",
        values={"link.address": "http://127.0.0.1:8000/in/k3y", "link.minutes": "30"},
        person_id=desk.clara.id,
    )
    assert row is not None
    post()
    assert "http://127.0.0.1:8000/in/k3y" in sink.taken[0].text
    assert 'href="http://127.0.0.1:8000/in/k3y"' in sink.taken[0].html
    assert sink.taken[0].mail["Subject"] == "Ваша ссылка для входа"
    row.refresh_from_db()
    assert (row.state, row.text, row.html) == ("sent", "", "")
    assert not EventRow.objects.filter(payload__contains="k3y").exists()


def test_links_are_limited_per_address_and_never_go_to_ourselves(desk):
    for _ in range(10):
        queue_mail(SYSTEM, to="Clara@customer-a.test", template="sign_in_link", language="en", values={})
    with pytest.raises(TooMany):
        queue_mail(SYSTEM, to="clara@CUSTOMER-A.test", template="sign_in_link", language="en", values={})
    for to, code in (("support+x@desk.test", "address_is_ours"), ("a@x.test, b@x.test", "invalid_address")):
        with pytest.raises(Invalid) as refused:
            queue_mail(SYSTEM, to=to, template="sign_in_link", language="en", values={})
        assert refused.value.code == code
    with pytest.raises(Invalid):
        queue_mail(SYSTEM, to="x@x.test", template="acknowledgement", language="en", values={})


def test_a_queue_survives_a_restart_in_order(desk, post, settings, sink):
    settings.SMTP_URL = ""
    tickets = [desk.ticket() for _ in range(5)]
    for number in range(50):
        reply_to_ticket(desk.actor(desk.anna), tickets[number % 5].reference, text=f"n{number:02}")
    post()
    settings.SMTP_URL = sink.url
    sending.forget_unreachable()
    close_connection()
    sweep_outbox()
    sweep_outbox()
    post()
    assert [t.text.split()[0] for t in sink.taken] == [f"n{number:02}" for number in range(50)]


def test_another_server_is_used_at_once(desk, sink, post):
    _replies(desk, 1)
    post()
    second = Sink().start()
    set_outgoing_server(SYSTEM, url=second.url)
    _replies(desk, 1)
    post()
    close_connection()
    second.stop()
    assert (len(sink.taken), len(second.taken)) == (1, 1)
