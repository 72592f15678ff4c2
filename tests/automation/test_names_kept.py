"""Names that steps of earlier releases keep become ids; what is not certain stays and is told."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tests.automation.rules.desk import definition
from tuki.automation.actions import Step
from tuki.automation.checks import rules_can_act
from tuki.automation.commands.macros import add_macro
from tuki.automation.commands.rules import add_rule
from tuki.automation.definitions import MacroDefinition
from tuki.automation.models import Macro, Rule
from tuki.catalogue.categories import CategoryDefinition
from tuki.catalogue.commands.category import add_category
from tuki.people.models import Person, Team

pytestmark = pytest.mark.django_db
migration = import_module("tuki.automation.migrations.0006_steps_name_by_id")


def kept(given: list[tuple[str, str, object]]) -> list[dict]:
    return [{"action": action, "given": {parameter: value}} for action, parameter, value in given]


@pytest.fixture
def vera(cast):
    return cast.actor(cast.vera)


def test_names_of_every_kind_become_ids_in_every_language(cast, vera):
    above = add_category(vera, definition=CategoryDefinition(name="Hardware", names={"ru": "Железо"}))
    below = add_category(vera, definition=CategoryDefinition(name="Printers", parent_id=above.id))
    rule, team = add_rule(vera, definition=definition()), Team.objects.get(name="First line")
    named = [
        ("assign", "assignee", "Anna"),
        ("give_to_team", "team", "First line"),
        ("transfer", "department", "Billing"),
        ("set_category", "category", "Hardware › Printers"),
        ("set_category", "category", "Железо › Printers"),
        ("set_urgency", "urgency", 1),
    ]
    Rule.objects.filter(pk=rule.pk).update(definition=rule.definition | {"steps": kept(named)})
    migration.name_by_id(apps, None)
    migration.name_by_id(apps, None)
    rule.refresh_from_db()
    ids = [cast.anna.id, team.id, cast.billing.id, below.id, below.id, 1]
    assert rule.definition["steps"] == kept([(*each[:2], id_) for each, id_ in zip(named, ids, strict=True)])
    assert rule.definition["name"] == "Tag it" and rules_can_act() == []


def test_names_that_are_not_certain_stay_and_are_told(cast, vera):
    Person.objects.filter(pk=cast.boris.pk).update(name="Anna")
    rule = add_rule(vera, definition=definition(name="Old one"))
    steps = kept([("assign", "assignee", "Anna"), ("set_category", "category", "Gone")])
    Rule.objects.filter(pk=rule.pk).update(definition=rule.definition | {"steps": steps})
    migration.name_by_id(apps, None)
    assert Rule.objects.get(pk=rule.pk).definition["steps"] == steps
    told = rules_can_act()
    assert [each.code for each in told] == ["rule_names", "rule_names"]
    assert (
        "Old one" in str(told[0].sentence) and "“Anna”" in str(told[0].sentence) and "“Gone”" in str(told[1].sentence)
    )


def test_macros_too(cast, vera):
    macro = add_macro(
        vera, definition=MacroDefinition(name="Hers", steps=(Step("assign", {"assignee": cast.anna.id}),))
    )
    Macro.objects.filter(pk=macro.pk).update(steps=kept([("assign", "assignee", "Anna")]))
    migration.name_by_id(apps, None)
    assert Macro.objects.get(pk=macro.pk).steps == kept([("assign", "assignee", cast.anna.id)])
