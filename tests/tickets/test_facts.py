"""The facts of a ticket: every declared one is given, from events and from what is known besides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tuki.kernel import clock
from tuki.kernel.conditions import FactType, holds, read_condition
from tuki.kernel.log import events_of
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.tags import tag_ticket
from tuki.tickets.facts import FACTS, facts_of, known_about
from tuki.tickets.history import replay

pytestmark = pytest.mark.django_db

TYPES = {
    FactType.CHOICE: (str, int, type(None)),
    FactType.SET: (frozenset,),
    FactType.TEXT: (str,),
    FactType.NUMBER: (int, type(None)),
    FactType.FLAG: (bool,),
    FactType.AGE: (int, type(None)),
}


def facts(ticket, *, after_minutes: int = 0):
    told = replay(events_of("ticket", ticket.id))
    assert told is not None
    now = ticket.opened_at + timedelta(minutes=after_minutes)
    return facts_of(told, known_about([ticket.id])[ticket.id], now=now)


def test_every_declared_fact_is_given_with_its_type(cast):
    given = facts(cast.ticket())
    assert set(given) == set(FACTS)
    for code, value in given.items():
        assert isinstance(value, TYPES[FACTS[code].type]), code


def test_every_choice_that_is_offered_can_be_asked(cast):
    for code, fact in FACTS.items():
        if fact.options is not None:
            for option in fact.options():
                assert option.label
                assert read_condition({"fact": code, "op": "is", "value": [option.value]}, FACTS)


def test_facts_follow_what_happens(cast):
    anna, ticket = cast.actor(cast.anna), cast.ticket()
    tag_ticket(anna, ticket.reference, tags=["VPN"])
    asked = {
        "all": [
            {"fact": "tags", "op": "has", "value": ["vpn"]},
            {"fact": "department", "op": "is", "value": [cast.support.id]},
            {"fact": "waiting_age", "op": "at_least", "value": 60},
            {"fact": "subject", "op": "contains", "value": ["PRINTER"]},
            {"fact": "assignee", "op": "is_empty"},
            {"fact": "is_open", "op": "is_true"},
        ]
    }
    condition = read_condition(asked, FACTS)
    assert not holds(condition, facts(ticket, after_minutes=59))
    assert holds(condition, facts(ticket, after_minutes=61))
    with clock.at(ticket.opened_at + timedelta(minutes=30)):
        reply_to_ticket(anna, ticket.reference, text="Soon.")
    assert not holds(condition, facts(ticket, after_minutes=61))
    assert facts(ticket, after_minutes=61)["silence_age"] == 31


def test_many_tickets_cost_as_many_queries_as_two(cast, django_assert_num_queries):
    ids = [cast.ticket().id for _ in range(4)]
    for some in (ids[:2], ids):
        with django_assert_num_queries(3):
            assert set(known_about(some)) == set(some)
