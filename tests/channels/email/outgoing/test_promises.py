"""Mails about time that runs out: to whom, in which words, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import SYSTEM, Cast
from tests.sla.promises import promised
from tuki.channels.email.models import OutgoingMail
from tuki.kernel import clock
from tuki.people.models import Person
from tuki.sla.clocks.telling import tell_all
from tuki.sla.policies.definition import AgreementDefinition, StepDefinition
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.status import change_status

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def on_monday(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def opened(cast: Cast, **values: object):
    with clock.at(on_monday(-600)):
        promised(**({"resolve": 60} | values))
    with clock.at(MONDAY):
        ticket = cast.ticket()
        assign_ticket(cast.actor(cast.anna), ticket.reference, assignee_id=cast.anna.id)
    return ticket


def mails() -> list[tuple[list[str], str]]:
    rows = OutgoingMail.objects.filter(kind="notification").order_by("id")
    return [(list(row.recipients), row.subject) for row in rows]


def test_the_assignee_is_warned_the_manager_hears_of_the_breach_each_in_their_words(cast):
    Person.objects.filter(pk=cast.vera.id).update(language="nb", time_zone="Europe/Oslo")
    Person.objects.filter(pk=cast.anna.id).update(language="ru", time_zone="Asia/Novosibirsk")
    ticket = opened(cast)
    for minute in (45, 46, 120, 121):
        with clock.at(on_monday(minute)):
            tell_all(SYSTEM)
    assert mails() == [
        (["anna@desk.test"], f"[{ticket.reference}] Срок 2026-03-02 16:00: Printer on fire"),
        (["anna@desk.test"], f"[{ticket.reference}] Просрочено: Printer on fire"),
        (["vera@desk.test"], f"[{ticket.reference}] Forsinket: Printer on fire"),
    ]
    breach = OutgoingMail.objects.get(recipients__has_key="vera@desk.test")
    assert "«Løsning» hadde frist 2026-03-02 10:00" in breach.text


def test_a_vendor_and_other_addresses_hear_of_their_own_clock(cast):
    vendor = AgreementDefinition(name="Fjordkabel", party="vendor", address="noc@fjordkabel.test", minutes=(120,) * 4)
    steps = [
        StepDefinition(minutes=-30, receivers=["vendor"], targets=["vendor"]),
        StepDefinition(minutes=0, receivers=["vendor"], addresses=["duty@desk.test"], targets=["vendor"]),
    ]
    ticket = opened(cast, resolve=4000, agreements=[vendor], steps=steps)
    with clock.at(MONDAY):
        change_status(cast.actor(cast.anna), ticket.reference, status="external_processing")
    for minute in (90, 120):
        with clock.at(on_monday(minute)):
            tell_all(SYSTEM)
    subject = f"[{ticket.reference}] Fjordkabel: due 2026-03-02 10:00"
    assert [(who, words) for who, words in mails()] == [
        (["noc@fjordkabel.test"], subject), (["duty@desk.test"], subject), (["noc@fjordkabel.test"], subject),
    ]  # fmt: skip
    assert "/desk/" not in OutgoingMail.objects.first().text
