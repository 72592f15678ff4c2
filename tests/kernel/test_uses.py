"""What is in use is not retired: refused with the names of those that use it, on every way to it."""

from __future__ import annotations

import msgspec
import pytest
from django.urls import reverse

from tests.automation.rules.desk import acting, definition
from tests.browsing import browser
from tests.cast import SYSTEM
from tests.sla.calendars import oslo
from tests.sla.promises import promise
from tuki.assignment.definition import AssignmentDefinition, SkillNeed
from tuki.assignment.policies import set_policy
from tuki.automation.actions import Step
from tuki.automation.commands.macros import add_macro, remove_macro
from tuki.automation.commands.rules import add_rule, switch_rule_off
from tuki.automation.commands.templates import add_template, remove_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition
from tuki.catalogue.categories import CategoryDefinition, category_tree
from tuki.catalogue.commands.category import add_category, redefine_category
from tuki.catalogue.commands.kinds import restore_kind, retire_kind
from tuki.kernel.refusals import Refused
from tuki.kernel.versions import restore_version
from tuki.people.agents.work import remove_skill, set_skill, skill_names
from tuki.people.commands.desk import change_department
from tuki.people.commands.persons import deactivate_person
from tuki.people.models import Person, Team
from tuki.sla.commands.calendars import add_calendar, bring_back_calendar, retire_calendar
from tuki.sla.commands.policies import add_policy, bring_back_policy, change_policy, retire_policy
from tuki.sla.models import Calendar, Policy

pytestmark = pytest.mark.django_db


def _refused(expected, command, *args, **values) -> str:
    with pytest.raises(Refused) as refused:
        command(*args, **values)
    assert refused.value.code == expected
    return refused.value.sentence


def _step(action, **given):
    return [{"action": action, "given": given}]


def _calendars():
    add_calendar(SYSTEM, definition=oslo(name="Default"))
    return add_calendar(SYSTEM, definition=oslo(name="Night shift"))


def test_a_calendar_stays_while_a_policy_counts_in_it(cast):
    vera, night = cast.actor(cast.vera), _calendars()
    policy = add_policy(vera, definition=promise("Gold", calendar=night, resolve=60))
    add_policy(vera, definition=promise("Plain", resolve=60))
    assert _refused("still_used", retire_calendar, vera, night.id) == (
        "Still used by: policy “Gold”. Change that first."
    )
    answer = browser(cast.vera).post(f"/desk/settings/calendars/{night.id}/retirement")
    assert "policy “Gold”" in answer.content.decode()
    assert Calendar.objects.get(pk=night.id).is_active
    retire_policy(vera, policy.id)
    retire_calendar(vera, night.id)
    assert not Calendar.objects.get(pk=night.id).is_active


def test_a_policy_does_not_come_back_into_a_retired_calendar(cast):
    vera, night = cast.actor(cast.vera), _calendars()
    policy = add_policy(vera, definition=promise("Gold", calendar=night, resolve=60))
    retire_policy(vera, policy.id)
    retire_calendar(vera, night.id)
    assert "Night shift" in _refused("policy_calendar_retired", bring_back_policy, vera, policy.id)
    answer = browser(cast.vera).post(f"/desk/settings/policies/{policy.id}/return")
    assert "Night shift" in answer.content.decode()
    assert not Policy.objects.get().is_active
    bring_back_calendar(vera, night.id)
    bring_back_policy(vera, policy.id)
    assert Policy.objects.get().is_active


def test_a_single_promise_holds_its_calendar_too(cast):
    vera, night = cast.actor(cast.vera), _calendars()
    said = promise("Gold", resolve=60)
    policy = add_policy(vera, definition=said)
    targets = [msgspec.structs.replace(each, calendar_id=night.id) for each in said.targets]
    change_policy(vera, policy.id, definition=msgspec.structs.replace(said, targets=targets))
    _refused("still_used", retire_calendar, vera, night.id)


def test_a_department_stays_while_a_rule_hands_tickets_to_it(cast):
    vera = cast.actor(cast.vera)
    rule = acting(cast, name="To billing", steps=_step("transfer", department=cast.billing.id))
    sentence = _refused("still_used", change_department, vera, cast.billing.id, is_active=False)
    assert "rule “To billing”" in sentence
    fields = {"name": "Billing", "addresses": "billing@desk.test", "signature": "", "parent": ""}
    page = browser(cast.vera).post(f"/desk/settings/departments/{cast.billing.id}", fields)
    assert "rule “To billing”" in page.content.decode()
    switch_rule_off(vera, rule.id)
    assert not change_department(vera, cast.billing.id, is_active=False).is_active


def test_an_agent_stays_while_a_rule_or_a_shared_macro_assigns_tickets_to_them(cast):
    vera = cast.actor(cast.vera)
    rule = acting(cast, name="To Anna", steps=_step("assign", assignee=cast.anna.id))
    macro = add_macro(vera, definition=MacroDefinition(name="Hers", steps=[Step("assign", {"assignee": cast.anna.id})]))
    sentence = _refused("still_used", deactivate_person, vera, cast.anna.id)
    assert "rule “To Anna”" in sentence and "macro “Hers”" in sentence
    page = browser(cast.vera).post(f"/desk/settings/agents/{cast.anna.id}/deactivation").content.decode()
    assert "rule “To Anna”" in page and Person.objects.get(pk=cast.anna.id).is_active
    deactivate_person(vera, cast.clara.id)
    switch_rule_off(vera, rule.id)
    remove_macro(vera, macro.id)
    deactivate_person(vera, cast.anna.id)
    assert not Person.objects.get(pk=cast.anna.id).is_active


def test_one_department_takes_tickets_to_the_end(cast):
    vera = cast.actor(cast.vera)
    change_department(vera, cast.billing.id, is_active=False)
    _refused("last_department", change_department, vera, cast.support.id, is_active=False)


def test_a_category_stays_with_all_below_it_while_a_rule_asks_or_sets_them(cast):
    vera = cast.actor(cast.vera)
    above = add_category(vera, definition=CategoryDefinition(name="Hardware"))
    below = add_category(vera, definition=CategoryDefinition(name="Printers", parent_id=above.id))
    retired = CategoryDefinition(name="Hardware", is_active=False)
    rule = acting(cast, name="Sort", steps=_step("set_category", category=below.id))
    assert "rule “Sort”" in _refused("still_used", redefine_category, vera, above.id, definition=retired)
    switch_rule_off(vera, rule.id)
    macro = MacroDefinition(name="Toner", steps=[Step("set_category", {"category": below.id})])
    add_macro(vera, definition=macro)
    assert "macro “Toner”" in _refused("still_used", redefine_category, vera, above.id, definition=retired)
    assert category_tree()[above.id].definition.is_active


def test_a_condition_counts_as_a_use(cast):
    vera = cast.actor(cast.vera)
    row = add_category(vera, definition=CategoryDefinition(name="Hardware"))
    condition = {"any": [{"fact": "category", "op": "has", "value": [row.id]}, {"fact": "tags", "op": "is_given"}]}
    acting(cast, name="Hardware first", conditions=condition)
    retired = CategoryDefinition(name="Hardware", is_active=False)
    assert "Hardware first" in _refused("still_used", redefine_category, vera, row.id, definition=retired)


def test_a_kind_stays_while_a_rule_sets_it_and_no_version_takes_it_away(cast):
    vera = cast.actor(cast.vera)
    retire_kind(vera, "complaint")
    restore_kind(vera, "complaint")
    acting(cast, name="Cross", steps=_step("set_kind", kind="complaint"))
    assert "rule “Cross”" in _refused("still_used", retire_kind, vera, "complaint")
    _refused("still_used", restore_version, vera, "kinds", 1, number=2)


def test_a_draft_and_a_personal_macro_hold_nothing(cast):
    vera, anna = cast.actor(cast.vera), cast.actor(cast.anna)
    add_rule(vera, definition=definition(steps=_step("set_kind", kind="complaint")))
    own = MacroDefinition(name="Own", steps=[Step("set_kind", {"kind": "complaint"})], person_id=cast.anna.id)
    add_macro(anna, definition=own)
    assert not retire_kind(vera, "complaint").is_active


def test_a_skill_stays_while_the_assignment_of_a_team_needs_it(cast):
    vera, team = cast.actor(cast.vera), Team.objects.get(name="First line")
    set_skill(vera, code="sap", name="SAP")
    set_policy(vera, team.id, definition=AssignmentDefinition(skills=(SkillNeed(skill="sap"),)))
    assert "assignment of “First line”" in _refused("still_used", remove_skill, vera, code="sap")
    page = browser(cast.vera).post("/desk/settings/work/skills", {"remove": "sap"})
    assert "assignment of “First line”" in page.content.decode()
    set_policy(vera, team.id, definition=AssignmentDefinition())
    remove_skill(vera, code="sap")
    assert skill_names() == {}


def test_a_template_stays_while_a_rule_answers_with_it(cast):
    vera = cast.actor(cast.vera)
    row = add_template(vera, definition=TemplateDefinition(name="Thanks", texts={"en": "Thank you."}))
    acting(cast, name="Polite", steps=_step("reply_from_template", template=row.id))
    assert "rule “Polite”" in _refused("still_used", remove_template, vera, row.id)
    page = browser(cast.vera).post(reverse("desk:template-removal", args=[row.id]))
    assert "rule “Polite”" in page.content.decode()
