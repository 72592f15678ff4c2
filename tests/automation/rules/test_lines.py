"""Rules and macros escalate and return tickets: with a handover, bounded, rehearsed, and taken back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse

from tests.automation.rules.desk import acting, definition, let_act
from tests.browsing import browser
from tests.cast import SYSTEM
from tests.histories import assert_history_is_kept
from tuki.automation.actions import ACTIONS, Step, flat_steps, portable_steps, read_steps
from tuki.automation.commands.firing import undo_firing
from tuki.automation.commands.macros import add_macro, run_macro
from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.definitions import MacroDefinition
from tuki.automation.models import Finding, Firing
from tuki.automation.rules.definition import Example, read_rule
from tuki.automation.rules.effects import effect_of
from tuki.automation.rules.examples import given_facts, outcomes_of
from tuki.kernel import clock
from tuki.people.commands.desk import set_team
from tuki.people.models import Team
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.writing import Writing
from tuki.tickets.lines.moving import escalate_to_line
from tuki.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

UP = [{"action": "escalate", "given": {"handover": "{requester.name} waits: {ticket.subject}"}}]
DOWN = [{"action": "return", "given": {"reason": "Enough is known of {ticket.reference}."}}]


@pytest.fixture
def second(cast) -> Team:
    """A second line of Support; Boris's works in Billing only."""
    set_team(SYSTEM, name="Support 2", line=2, member_ids=[cast.vera.id], department_id=cast.support.id)
    return Team.objects.get(name="Support 2")


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def notes(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind="note").order_by("id").values_list("text", flat=True))


def test_a_rule_escalates_with_a_handover_and_is_taken_back(cast, second):
    rule = acting(cast, steps=UP)
    ticket = cast.ticket()
    first_team = ticket.team_id
    let_act()
    assert (fresh(ticket).team_id, notes(ticket)) == (second.id, ["Clara waits: Printer on fire"])
    firing = Firing.objects.get(rule=rule, ticket=ticket)
    assert firing.steps[0]["inverse"]["action"] == "return"
    undo_firing(cast.actor(cast.vera), firing.id)
    assert (fresh(ticket).team_id, notes(ticket)[1:]) == (first_team, ["The escalation was taken back."])
    assert_history_is_kept(ticket.id)


def test_on_the_last_line_the_firing_says_so_and_nothing_is_done(cast, second):
    steps = [{"action": "add_tags", "given": {"tags": ["hot"]}}, *UP]
    rule = acting(cast, triggers=["opened", "team_changed", "requester_wrote"], steps=steps)
    ticket = cast.ticket()
    let_act()
    write_as_customer(cast.actor(cast.clara), ticket.reference, writing=Writing(text="And now?"))
    let_act()
    assert (fresh(ticket).team_id, len(notes(ticket))) == (second.id, 1), "it goes up once, whatever answers to it"
    said = list(Firing.objects.filter(rule=rule).order_by("id").values_list("trigger", "state", "problem"))
    assert said == [
        ("opened", "done", ""),
        ("requester_wrote", "refused", "There is no team of a higher line that could take over."),
    ]


def test_rules_that_escalate_and_return_do_not_go_round(cast, second):
    acting(cast, name="Up", triggers=["opened", "team_changed"], steps=UP,
           conditions={"fact": "line", "op": "at_most", "value": 1}, examples=[Example()])  # fmt: skip
    acting(cast, name="Down", triggers=["team_changed"], steps=DOWN,
           conditions={"fact": "line", "op": "at_least", "value": 2},
           examples=[Example(given={"line": 2})])  # fmt: skip
    ticket = cast.ticket()
    for _ in range(6):
        let_act()
    assert Firing.objects.filter(ticket=ticket, state="done").count() == 2
    assert [text.split()[0] for text in notes(ticket)] == ["Clara", "Enough"]


def test_a_macro_hands_over_in_the_agents_own_words_to_a_team_of_choice(cast, second):
    set_team(SYSTEM, name="Builders", line=3, member_ids=[])
    third = Team.objects.get(name="Builders")
    steps = (Step("escalate", {"handover": "Look at this.", "team": third.id}),)
    row, ticket = add_macro(SYSTEM, definition=MacroDefinition(name="Up", steps=steps)), cast.ticket()
    run_macro(cast.actor(cast.anna), ticket.reference, macro_id=row.id, texts={0: "The cable is new."})
    assert (fresh(ticket).team_id, notes(ticket)) == (third.id, ["The cable is new."])
    assert portable_steps(steps) == [{"action": "escalate", "handover": "Look at this.", "team": "Builders"}]
    assert read_steps(flat_steps(portable_steps(steps))) == steps


def test_what_is_foreseen_names_who_takes_over_or_that_nobody_can(cast, second):
    ticket, up, down = cast.ticket(), ACTIONS["escalate"], ACTIONS["return"]
    assert up.preview(ticket, {"handover": "Hot."}) == "Support 2 takes over, with this handover: Hot."
    assert down.preview(ticket, {"reason": "x"}).startswith("The present team did not get this ticket")
    ticket = escalate_to_line(cast.actor(cast.anna), ticket.reference, handover="Up.")
    assert up.preview(ticket, {"handover": "Hot."}) == "There is no team of a higher line that could take over."
    assert down.preview(ticket, {"reason": "Done."}) == "It goes back to First line, for this reason: Done."


def test_the_effect_is_that_of_the_command(cast, second):
    facts = given_facts(Example(given={"department": cast.support.id, "assignee": cast.anna.id}))
    effect = effect_of(read_steps(UP), facts)
    assert {code: effect.facts[code] for code in ("line", "team", "assignee")} == {
        "line": 2, "team": second.id, "assignee": None,
    }  # fmt: skip
    twice = effect_of(read_steps([*UP, *UP]), facts)
    assert (twice.facts, twice.refused) == ({}, "no_next_line")
    to_billing = {"action": "escalate", "given": {"handover": "x", "team": cast.boris.teams.get().id}}
    of_billing = effect_of(read_steps([to_billing]), facts)
    assert of_billing.facts["department"] == cast.billing.id


def test_examples_see_the_line_and_say_what_would_be_refused(cast, second):
    said = definition(steps=UP, examples=[
        Example(then={"line": 2}),
        Example(given={"department": cast.support.id, "line": 2}),
        Example(given={"department": cast.support.id, "line": 2}, fires=False),
    ])  # fmt: skip
    first, last, expected = outcomes_of(read_rule(said))
    assert first.passed
    assert (last.passed, last.fired, last.refused) == (False, False, "no_next_line")
    assert expected.passed


def test_a_rehearsal_counts_what_would_have_been_refused(cast, second):
    ticket = cast.ticket()
    write_as_customer(cast.actor(cast.clara), ticket.reference, writing=Writing(text="Hello?"))
    said = msgspec.to_builtins(definition(triggers=["opened", "requester_wrote"], steps=UP))
    end = clock.now() + timedelta(days=1)
    row = start_rehearsal(cast.actor(cast.vera), kind="rule", definition=said, start=end - timedelta(days=7), end=end)
    let_act()
    row.refresh_from_db()
    assert {code: row.summary[code] for code in ("touched", "fired", "refused")} == {
        "touched": 1, "fired": 1, "refused": 1,
    }  # fmt: skip
    assert row.summary[f"team:{second.id}:after"] == 1
    assert [each["refused"] for each in Finding.objects.get(rehearsal=row).detail["fired"]] == ["", "no_next_line"]
    page = browser(cast.vera).get(reverse("desk:rehearsal", args=[row.id])).content.decode()
    assert "Nothing would be done: There is no team of a higher line that could take over." in page
    assert (fresh(ticket).team_id, notes(ticket)) == (ticket.team_id, [])
