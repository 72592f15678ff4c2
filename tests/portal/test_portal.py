"""The portal: what customers see and do, and what they must not see."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from tests.browsing import browser
from tests.sla.promises import always, promised
from tuki.kernel import clock
from tuki.sla.policies.definition import AgreementDefinition
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.jobs import close_completed
from tuki.tickets.models import Ticket


def test_a_customer_asks_and_answers(cast):
    clara = browser(cast.clara)
    assert clara.get("/portal/").status_code == 200
    made = clara.post(
        "/portal/tickets/new", {"subject": "Скрипит дверь", "text": "Очень.", "department": cast.support.id}
    )
    assert made.status_code == 302
    ticket = Ticket.objects.get(subject="Скрипит дверь")
    assert ticket.requester_id == cast.clara.id
    assert "Скрипит дверь" in clara.get("/portal/").text
    clara.post(f"/portal/tickets/{ticket.reference}/messages", {"text": "И окно."})
    page = browser(cast.anna).get(f"/desk/tickets/{ticket.reference}").text
    assert "И окно." in page


def test_what_is_sent_twice_from_one_page_arrives_once(cast):
    clara, page = browser(cast.clara), {"csrfmiddlewaretoken": "drawn-once"}
    asked = {"subject": "Twice", "text": "Hello", "department": cast.support.id}
    for _ in range(2):
        clara.post("/portal/tickets/new", page | asked)
    ticket = Ticket.objects.get(subject="Twice")
    for _ in range(2):
        clara.post(f"/portal/tickets/{ticket.reference}/messages", page | {"text": "Once more"})
    assert ticket.messages.filter(text="Once more").count() == 1


def test_nothing_of_others_and_nothing_internal(cast):
    ticket = cast.ticket("Secret plans")
    add_note(cast.actor(cast.anna), ticket.reference, text="canary-inside")
    reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Public words")
    page = browser(cast.clara).get(f"/portal/tickets/{ticket.reference}").text
    assert "Public words" in page
    assert "canary-inside" not in page
    dmitri = browser(cast.dmitri)
    assert "Secret plans" not in dmitri.get("/portal/").text
    assert dmitri.get(f"/portal/tickets/{ticket.reference}").status_code == 404
    assert dmitri.post(f"/portal/tickets/{ticket.reference}/messages", {"text": "hello"}).status_code == 404
    assert dmitri.post(f"/portal/tickets/{ticket.reference}/confirmation").status_code == 404


def test_a_completion_is_confirmed_or_rejected_by_its_requester(cast):
    anna, clara = cast.actor(cast.anna), browser(cast.clara)
    done, undone = cast.ticket("Done"), cast.ticket("Not done")
    for ticket in (done, undone):
        change_status(anna, ticket.reference, status="completed", resolution="solved")
    assert "/confirmation" in clara.get(f"/portal/tickets/{done.reference}").text
    clara.post(f"/portal/tickets/{done.reference}/confirmation")
    clara.post(f"/portal/tickets/{undone.reference}/rejection")
    done.refresh_from_db()
    undone.refresh_from_db()
    assert (done.status_id, undone.status_id) == ("closed", "rejected")
    assert undone.waiting_since is not None


def test_silence_closes_after_three_days(cast):
    ticket = cast.ticket()
    change_status(cast.actor(cast.anna), ticket.reference, status="completed", resolution="answered")
    close_completed()
    ticket.refresh_from_db()
    assert ticket.status_id == "completed"
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        close_completed()
    ticket.refresh_from_db()
    assert ticket.status_id == "closed"
    assert ticket.resolution_id == "answered"


def test_an_empty_request_is_refused_with_what_was_typed(cast):
    clara = browser(cast.clara)
    refused = clara.post("/portal/tickets/new", {"subject": "", "text": "only this", "department": cast.support.id})
    assert refused.status_code == 422
    assert "only this" in refused.text


def test_promises_and_why_without_a_word_of_the_inside(cast):
    agreement = AgreementDefinition(name="Canary line", party="line", line=1, minutes=(60,) * 4)
    with clock.at(timezone.now() - timedelta(hours=1)):
        promised("Canary policy", first_response=30, resolve=600, agreements=[agreement], calendar=always())
        ticket = cast.ticket("When?")
        change_status(cast.actor(cast.anna), ticket.reference, status="information_needed")
    clara = browser(cast.clara)
    page = clara.get(f"/portal/tickets/{ticket.reference}").text
    assert "When you can expect what" in page
    assert "First response" in page
    why = clara.get(f"/portal/tickets/{ticket.reference}/promises").text
    assert "10\u00a0h\u00a000 of working time, by the hours of 24×7." in why
    assert "We wait for your answer" in why
    for inside in ("Canary", "Anna", "priority"):
        assert inside not in page + why
    assert browser(cast.dmitri).get(f"/portal/tickets/{ticket.reference}/promises").status_code == 404
