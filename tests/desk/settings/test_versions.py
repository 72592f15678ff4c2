"""From the versions of every kind of setting a way leads back to the setting."""

from __future__ import annotations

import msgspec
import pytest
from django.urls import reverse
from django.utils import translation

from tests.automation.rules.desk import definition
from tests.browsing import browser
from tuki.automation.commands.rules import add_rule, change_rule
from tuki.automation.rules.definition import Example
from tuki.desk.automation.versions import rule_in_words
from tuki.desk.settings.versions import PLACES
from tuki.desk.settings.workflow_words import workflow_in_words
from tuki.kernel.differences import differences
from tuki.kernel.versions import versioned_kinds
from tuki.tickets.workflow.built_in import DEFAULT


@pytest.mark.parametrize("kind", sorted(versioned_kinds()))
def test_every_kind_has_its_place(kind):
    all_of_them, one = PLACES[kind]
    assert reverse(f"desk:{all_of_them}").startswith("/desk/")
    if one:
        assert reverse(f"desk:{one}", args=[1]).startswith("/desk/")


def test_a_rule_is_said_in_the_words_of_its_page(cast):
    vera = cast.actor(cast.vera)
    printers = {"all": [{"fact": "subject", "op": "contains", "value": ["printer"]}]}
    steps = [{"action": "assign", "given": {"assignee": cast.anna.id}}]
    rule = add_rule(vera, definition=definition(conditions=printers, steps=steps))
    theirs = {"all": [{"fact": "department", "op": "is", "value": [cast.billing.id]}]}
    steps = [{"action": "assign", "given": {"assignee": cast.boris.id}}]
    examples = [Example(name="ours", given={"department": cast.billing.id}, then={"assignee": cast.boris.id})]
    change_rule(vera, rule.id, definition=definition(conditions=theirs, steps=steps, examples=examples))
    text = browser(cast.vera).get(f"/desk/settings/versions/rule/{rule.id}").content.decode()
    assert "Anna</del>" in text and "Boris</ins>" in text and "Department is Billing</ins>" in text
    assert "Department: Billing" in text
    for raw in ("&#39;fact&#39;", "assignee", "contains</del>", f">{cast.boris.id}<"):
        assert raw not in text, raw


def test_a_condition_that_makes_no_sense_any_more_is_shown_as_it_is_kept(db):
    raw = {"all": [{"fact": "gone", "op": "is", "value": [1]}]}
    assert rule_in_words({"name": "x", "conditions": raw})["conditions"] == raw


def test_a_workflow_is_said_by_the_names_of_its_statuses_with_one_line_for_each_way(cast):
    before = msgspec.to_builtins(DEFAULT)
    gone = "external_processing"
    ways = [each for each in before["transitions"] if gone not in (each["source"], each["target"])]
    statuses = [each for each in before["statuses"] if each["code"] != gone]
    after = {**before, "statuses": statuses, "transitions": ways}
    with translation.override("ru"):
        changes = differences(workflow_in_words(before), workflow_in_words(after))
    said = {each.path: (each.old, each.new) for each in changes}
    assert said.pop(("statuses", "Внешняя обработка", "stage")) == ("Ждём других", None)
    assert said.pop(("transitions", "Внешняя обработка → Выполнено")) == (["нужно решение"], None)
    assert len(said) == len(before["transitions"]) - len(ways) - 1
    assert set(said.values()) == {(True, None)}


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "30"), (90, "90 (1\u00a0h\u00a030)"), (2880, "2880 (2\u00a0d\u00a00\u00a0h)")]
)
def test_long_ages_are_said_in_hours_and_days_too(db, minutes, said):
    conditions = {"all": [{"fact": "status_age", "op": "at_least", "value": minutes}]}
    assert (
        rule_in_words({"name": "x", "conditions": conditions})["conditions"]
        == f"Minutes in this status is at least {said}"
    )
