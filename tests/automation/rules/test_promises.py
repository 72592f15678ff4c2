"""Rules that ask for promises: how a clock stands, what is left of it, and what the customer is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.urls import reverse

from tests.automation.rules.desk import acting, definition, let_act
from tests.browsing import browser
from tests.cast import SYSTEM
from tests.sla.promises import always, oslo_hours, promise, promised
from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.jobs import due
from tuki.automation.models import Firing, RuleDue
from tuki.automation.rehearsing.limits import left_out_of
from tuki.automation.rules.asking import asked_of
from tuki.automation.rules.definition import Example, read_rule
from tuki.automation.rules.examples import given_facts, outcomes_of
from tuki.automation.rules.promises import PROMISE_FACTS, RULE_FACTS
from tuki.kernel import clock
from tuki.kernel.conditions import read_condition
from tuki.people.commands.customers import ValueDefinition, set_organisation_value
from tuki.sla.commands.policies import change_policy
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # 9:00 in Oslo, an hour after the desk opened
FOUR_HOURS = timedelta(hours=4)


def at_most(minutes: int, fact: str = "first_response_left") -> dict[str, object]:
    return {"fact": fact, "op": "at_most", "value": minutes}


def warning(**values):
    """A rule that raises the urgency when 30 working minutes are left."""
    plain = {
        "triggers": ["time"],
        "conditions": at_most(30),
        "steps": [{"action": "set_urgency", "given": {"urgency": 1}}],
        "examples": [Example(given={"first_response_left": 30})],
    }
    return plain | values


def turn(moment: datetime) -> None:
    """The workers' turn at a moment: jobs, then what is due."""
    with clock.at(moment):
        let_act()
        due()
        let_act()


def urgency(ticket: Ticket) -> int:
    return Ticket.objects.values_list("urgency", flat=True).get(pk=ticket.pk)


def test_it_fires_when_so_much_working_time_is_left_and_once(cast):
    promised(first_response=240)
    with clock.at(MONDAY):
        rule, ticket = acting(cast, **warning()), cast.ticket()
    turn(MONDAY + timedelta(minutes=1))
    assert RuleDue.objects.get(rule=rule, ticket=ticket).due_at == MONDAY + timedelta(minutes=210)
    turn(MONDAY + timedelta(minutes=209))
    assert urgency(ticket) == 3
    for minutes in (210, 215, 300):
        turn(MONDAY + timedelta(minutes=minutes))
    assert urgency(ticket) == 1
    firing = Firing.objects.get(rule=rule)
    assert (firing.trigger, firing.reasons[0]["found"]) == ("time", 30)


def test_nights_and_weekends_are_not_counted(cast):
    promised(first_response=480)
    with clock.at(MONDAY + timedelta(days=4, hours=4)):  # Friday, 13:00 in Oslo: three hours are left of the day
        rule, ticket = acting(cast, **warning()), cast.ticket()
        let_act()
    assert RuleDue.objects.get(rule=rule, ticket=ticket).due_at == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)


def test_a_pause_puts_it_off_and_an_answer_ends_it(cast):
    anna = cast.actor(cast.anna)
    with clock.at(MONDAY):
        promised(first_response=240)
        rule, paused, answered = acting(cast, **warning()), cast.ticket(), cast.ticket()
        change_status(anna, paused.reference, status="information_needed")
        reply_to_ticket(anna, answered.reference, text="We look at it.")
        let_act()
        assert asked_of(paused.id).facts(clock.now(), with_promises=True)["first_response_state"] == "paused"
        facts = asked_of(answered.id).facts(clock.now(), with_promises=True)
        assert (facts["first_response_state"], facts["first_response_left"]) == ("met", None)
    assert not RuleDue.objects.filter(rule=rule).exists()
    turn(MONDAY + FOUR_HOURS)
    assert (urgency(paused), urgency(answered)) == (3, 3)
    with clock.at(MONDAY + FOUR_HOURS):
        change_status(anna, paused.reference, status="in_progress")
        let_act()
    turn(MONDAY + FOUR_HOURS + timedelta(minutes=210))
    assert urgency(paused) == 3, "the desk has closed meanwhile"
    turn(MONDAY + timedelta(days=1, minutes=210))
    assert urgency(paused) == 1


def test_a_broken_promise_is_a_state_and_a_flag(cast):
    promised(first_response=60, resolve=480)
    with clock.at(MONDAY):
        ticket = cast.ticket()
        asked = asked_of(ticket.id)
    found = {minutes: asked.facts(MONDAY + timedelta(minutes=minutes), with_promises=True) for minutes in (59, 60, 90)}
    seen = {each: (facts["first_response_state"], facts["first_response_left"], facts["is_breached"])
            for each, facts in found.items()}  # fmt: skip
    assert seen == {59: ("running", 1, False), 60: ("late", 0, True), 90: ("late", -30, True)}
    assert found[90]["resolve_state"] == "running"
    assert found[90]["update_state"] is None and found[90]["update_left"] is None


def test_rules_that_do_not_ask_pay_nothing_and_nothing_promised_is_nothing(cast):
    ticket = cast.ticket()
    assert not PROMISE_FACTS.keys() & asked_of(ticket.id).facts(clock.now()).keys()
    facts = asked_of(ticket.id).facts(clock.now(), with_promises=True)
    assert facts.keys() == RULE_FACTS.keys()
    assert {facts[code] for code in PROMISE_FACTS if code != "is_breached"} == {None} and facts["is_breached"] is False


def test_a_changed_policy_plans_anew(cast):
    policy = promised(first_response=240, calendar=always())
    with clock.at(MONDAY):
        rule, ticket = acting(cast, **warning()), cast.ticket()
        let_act()
        change_policy(SYSTEM, policy.id, definition=promise(first_response=120, calendar=always()))
        let_act()
    assert RuleDue.objects.get(rule=rule, ticket=ticket).due_at == MONDAY + timedelta(minutes=90)


def test_examples_say_how_promises_stand(cast):
    rule = read_rule(definition(**warning(examples=[
        Example(trigger="time", given={"first_response_left": 30}),
        Example(trigger="time", given={"first_response_left": 31}, fires=False),
        Example(trigger="time", fires=False),
    ])))  # fmt: skip
    assert [each.passed for each in outcomes_of(rule)] == [True] * 3
    late = given_facts(Example(given={"resolve_left": -5}))
    assert (late["resolve_state"], late["is_breached"]) == ("late", True)
    assert given_facts(Example(given={"resolve_left": 5}))["resolve_state"] == "running"


def test_a_rehearsal_finds_promises_as_they_stood_and_says_what_it_took(cast):
    promised(first_response=240)
    with clock.at(MONDAY):
        late, quick = cast.ticket(), cast.ticket()
    with clock.at(MONDAY + timedelta(hours=1)):
        reply_to_ticket(cast.actor(cast.anna), quick.reference, text="Done.")
    with clock.at(MONDAY + timedelta(days=2)):
        reply_to_ticket(cast.actor(cast.anna), late.reference, text="Done.")
        said = msgspec.to_builtins(definition(**warning()))
        row = start_rehearsal(
            cast.actor(cast.vera), kind="rule", definition=said, start=MONDAY - FOUR_HOURS, end=clock.now()
        )
        let_act()
    row.refresh_from_db()
    assert (row.state, row.summary["touched"], row.summary["fired"]) == ("done", 1, 1)
    fired = row.findings.get(ticket=late).detail["fired"]
    assert [datetime.fromisoformat(each["at"]) for each in fired] == [MONDAY + timedelta(minutes=210)]
    assert "promises" in [each.code for each in left_out_of(row)]
    page = browser(cast.vera).get(reverse("desk:rehearsal", args=[row.id])).content.decode()
    assert "Promises by the policies and calendars of today" in page


def test_the_editor_offers_them_and_says_them(cast):
    oslo_hours()
    rule = acting(cast, **warning(conditions={"all": [
        at_most(30), {"fact": "resolve_state", "op": "is", "value": ["running", "late"]},
    ]}, examples=[Example(given={"first_response_left": 5, "resolve_state": "late"})]))  # fmt: skip
    page = browser(cast.vera).get(reverse("desk:rule", args=[rule.id])).content.decode()
    assert "First response: working minutes left" in page and "Resolve: how it stands" in page


def test_what_a_customer_brings_is_asked_in_rules_and_policies(cast):
    set_organisation_value(SYSTEM, cast.customer_a.id, value=ValueDefinition(revenue_per_month=5000))
    ticket = cast.ticket()
    facts = asked_of(ticket.id).facts(clock.now())
    assert facts["revenue"] == 5000
    promised(conditions={"fact": "revenue", "op": "at_least", "value": 5000}, first_response=60)
    assert asked_of(ticket.id).facts(clock.now(), with_promises=True)["first_response_state"] == "running"
    assert read_condition({"fact": "revenue", "op": "is_empty"}, RULE_FACTS)
