"""Rules as data: what makes sense, when one is asked, what its steps would change, its examples."""

from __future__ import annotations

import msgspec
import pytest

from tuki.automation.actions import ACTIONS, Step
from tuki.automation.rules.definition import Example, RuleDefinition, read_rule
from tuki.automation.rules.effects import KNOWN_ACTIONS, effect_of
from tuki.automation.rules.examples import given_facts, outcomes_of
from tuki.automation.rules.promises import RULE_FACTS
from tuki.automation.rules.triggers import TRIGGERS, triggered_by
from tuki.kernel.refusals import Invalid
from tuki.tickets import events

pytestmark = pytest.mark.django_db

VPN = RuleDefinition(
    name="VPN goes to the network",
    triggers=["opened"],
    conditions={"any": [{"fact": "subject", "op": "contains", "value": ["vpn"]}]},
    steps=[
        {"action": "add_tags", "given": {"tags": ["vpn"]}},
        {"action": "override_priority", "given": {"priority": 2, "reason": "The VPN carries everybody."}},
    ],
    examples=[
        Example(given={"subject": "VPN недоступен"}, then={"tags": ["vpn"], "priority": 2}),
        Example(given={"subject": "Printer"}, fires=False, then={"tags": [], "priority": 3}),
    ],
)


def changed(**values) -> RuleDefinition:
    return msgspec.structs.replace(VPN, **values)


@pytest.mark.parametrize(
    ("values", "code", "place"),
    [
        ({"name": " "}, "required", "name"),
        ({"triggers": []}, "unknown_trigger", "triggers"),
        ({"triggers": ["full_moon"]}, "unknown_trigger", "triggers"),
        ({"most_mails": 0}, "limit_shape", "most_mails"),
        ({"most_tickets": 10**9}, "limit_shape", "most_tickets"),
        ({"conditions": {"fact": "colour", "op": "is", "value": ["red"]}}, "unknown_fact", "conditions.fact"),
        ({"steps": []}, "steps_shape", "steps"),
        ({"steps": [{"action": "explode"}]}, "unknown_action", "steps[0].action"),
        ({"examples": [Example(given={"colour": 1})]}, "unknown_fact", "examples[0].given"),
        ({"examples": [Example(then={"colour": 1})]}, "unknown_fact", "examples[0].then"),
        ({"examples": [Example(trigger="never")]}, "unknown_trigger", "examples[0].trigger"),
        ({"examples": [Example()] * 51}, "too_many_examples", "examples"),
    ],
)
def test_nonsense_is_refused_by_its_place(cast, values, code, place):
    with pytest.raises(Invalid) as refused:
        read_rule(changed(**values))
    assert (refused.value.code, refused.value.field) == (code, place)


def test_examples_pass_and_fail_with_what_is_wrong(cast):
    assert [each.passed for each in outcomes_of(read_rule(VPN))] == [True, True]
    wrong = changed(examples=[Example(given={"subject": "VPN"}, then={"priority": 1}), Example(given={"subject": "x"})])
    first, second = outcomes_of(read_rule(wrong))
    assert not first.passed and [(each.fact, each.expected, each.found) for each in first.wrong] == [("priority", 1, 2)]
    assert not second.passed and not second.fired and not second.judged.holds


def test_an_example_of_another_trigger_does_not_fire(cast):
    outcome = outcomes_of(read_rule(changed(examples=[Example(trigger="reopened", given={"subject": "vpn"})])))[0]
    assert outcome.judged.holds and not outcome.fired


def test_every_action_has_an_effect_and_every_example_begins_with_every_fact(cast):
    assert frozenset(ACTIONS) == KNOWN_ACTIONS
    assert set(given_facts(Example())) == set(RULE_FACTS)


def test_steps_build_on_each_other_and_count_mails(cast):
    facts = given_facts(Example(given={"tags": ["a"], "subject": "x"}))
    steps = [
        Step("remove_tags", {"tags": ["A"]}),
        Step("add_tags", {"tags": ["B"]}),
        Step("reply", {"text": "Soon."}),
        Step("set_status", {"status": "completed", "resolution": "solved"}),
        Step("set_urgency", {"urgency": 1}),
    ]
    effect = effect_of(steps, facts)
    assert effect.mails == 1
    assert effect.facts["tags"] == frozenset({"b"}) and effect.facts["is_open"] is False
    assert effect.facts["priority"] < facts["priority"]
    assert effect_of([Step("set_impact", {"impact": 3})], facts).facts == {}


def added(**values) -> events.MessageAdded:
    plain = {
        "subject": 1, "message_id": 1, "message_kind": "reply", "author_id": 1, "is_public": True,
        "is_from_desk": False, "is_verified": True, "is_automatic": False, "is_first": False, "channel": "mail",
    }  # fmt: skip
    return events.MessageAdded(**plain | values)


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        (added(), {"requester_wrote"}),
        (added(is_first=True), set()),
        (added(is_automatic=True), set()),
        (added(is_from_desk=True), {"desk_replied"}),
        (added(message_kind="note", is_public=False, is_from_desk=True), {"note_added"}),
        (events.StatusChanged(subject=1, old="completed", new="rejected"), {"status_changed", "reopened"}),
        (events.StatusChanged(subject=1, old="new", new="assigned"), {"status_changed"}),
        (events.UrgencyChanged(subject=1, old=3, new=1, old_priority=3, new_priority=2), {"priority_changed"}),
        (events.UrgencyChanged(subject=1, old=3, new=2, old_priority=3, new_priority=3), set()),
        (events.PriorityChanged(subject=1, old=3, new=2), {"priority_changed"}),
        (events.SubjectChanged(subject=1), set()),
    ],
)
def test_what_an_event_triggers(cast, event, codes):
    assert triggered_by(event) == codes <= set(TRIGGERS)
