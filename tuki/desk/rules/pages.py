"""Rules of the desk: the list in their order, and the editor of one."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from django.http import HttpResponse
from django.urls import reverse

from tuki.automation.actions import Step
from tuki.automation.commands.rules import (
    VERSIONS,
    add_rule,
    change_rule,
    move_rule,
    release_rule,
    retire_rule,
    switch_rule_off,
    switch_rule_on,
)
from tuki.automation.models import Rule
from tuki.automation.permissions import RULES
from tuki.automation.placeholders import PLACEHOLDERS
from tuki.automation.rules.definition import PERSONAL, ReadyRule, RuleDefinition, read_rule
from tuki.automation.rules.library import definition_of, ready
from tuki.automation.rules.promises import RULE_FACTS
from tuki.automation.rules.queries import now_idle, rule_for, rules_for, standing_by
from tuki.automation.rules.scope import covers, departments_to_write_for
from tuki.automation.rules.triggers import TRIGGERS
from tuki.desk.automation.steps import steps_context
from tuki.desk.conditions import form_of
from tuki.desk.frame import page
from tuki.desk.rehearsals.starting import drafted_before, rehearse, rehearse_context
from tuki.desk.rules.examples import fact_options, shown_examples
from tuki.desk.rules.form import BLANK, cleaned, posted_definition, shown_errors
from tuki.desk.rules.words import rule_words
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import DONE, go
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, Refusal
from tuki.people.queries import departments
from tuki.ui.access import SignedInRequest, open_to


class Row(NamedTuple):
    """A rule of the list. `words` is empty for one that names something that is no longer there; `is_mine`: the reader
    may decide about it."""

    rule: Rule
    words: str
    is_idle: bool
    standing_by: int
    is_mine: bool


@open_to("staff", permission=RULES)
def rules(request: SignedInRequest) -> HttpResponse:
    """All rules in their order; those that are held on top, with what stands by."""
    found = list(rules_for(request.actor))
    idle, waiting = now_idle(found), standing_by([row.id for row in found if row.held_at])
    rows = [
        _row(rule, rule.id in idle, waiting.get(rule.id, 0), covers(request.actor, definition_of(rule).departments))
        for rule in found
    ]
    return _page(request, "rules", {"rows": rows, "held": [row for row in rows if row.rule.held_at and row.is_mine]})


@open_to("staff", permission=RULES, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more rule, a draft until it is switched on."""
    own = [] if covers(request.actor, []) else [id_ for id_, _name in departments_to_write_for(request.actor)]
    return _edit(request, None, msgspec.structs.replace(BLANK, departments=own))


@open_to("staff", permission=RULES, methods=("GET", "POST"))
def change(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """What a rule says; `add`, `example` and `more` draw further fields and keep nothing."""
    row = rule_for(request.actor, rule_id)
    return _edit(request, row, definition_of(row))


@open_to("staff", permission=RULES, methods=("POST",))
def activation(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """It acts from now on, if its examples come out as expected."""
    row = rule_for(request.actor, rule_id)
    try:
        switch_rule_on(request.actor, rule_id)
    except Refusal as refusal:
        return _form(request, row, definition_of(row), errors_of(refusal))
    return go("rule", rule_id, done="switched-on")


@open_to("staff", permission=RULES, methods=("POST",))
def deactivation(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """It is a draft again."""
    switch_rule_off(request.actor, rule_id)
    return go("rule", rule_id, done="switched-off")


@open_to("staff", permission=RULES, methods=("POST",))
def place(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """`to`: another place in the order, counted from 1."""
    move_rule(request.actor, rule_id, position=number(request.POST.get("to", ""), 1) or 1)
    return go("rules")


@open_to("staff", permission=RULES, methods=("POST",))
def release(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """A held rule goes on; with `way=drop` what stood by is dropped."""
    release_rule(request.actor, rule_id, goes_on=request.POST.get("way") != "drop")
    return go("rules", done="rule-released")


@open_to("staff", permission=RULES, methods=("POST",))
def removal(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """Off the list; what it did stays."""
    retire_rule(request.actor, rule_id)
    return go("rules", done="removed")


def _row(rule: Rule, is_idle: bool, waiting: int, is_mine: bool) -> Row:
    read = ready(rule)
    return Row(rule, rule_words(read) if read else "", is_idle, waiting, is_mine)


def _edit(request: SignedInRequest, row: Rule | None, before: RuleDefinition) -> HttpResponse:
    if request.method != "POST":
        return _form(request, row, drafted_before(request, "rule", RuleDefinition) or before)
    given, way = posted_definition(request.POST), request.POST.get("way", "save")
    if way in ("add", "example") or "more" in request.POST:
        return _form(request, row, given)
    ready_to_keep = cleaned(given)
    try:
        if way == "rehearse":
            return rehearse(request, "rule", msgspec.to_builtins(ready_to_keep), row.id if row else None)
        if row is None:
            row = add_rule(request.actor, definition=ready_to_keep)
            return go("rule", row.id, done="added")
        change_rule(request.actor, row.id, definition=ready_to_keep)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("rule", row.id)


def _form(
    request: SignedInRequest, row: Rule | None, given: RuleDefinition, errors: Errors | None = None
) -> HttpResponse:
    read = _read(cleaned(given))
    context: dict[str, Any] = {
        "row": row,
        "given": given,
        "words": rule_words(read) if read else "",
        "triggers": [(each.code, each.label) for each in TRIGGERS.values()],
        "conditions": form_of(given.conditions, RULE_FACTS),
        "examples": shown_examples(given.examples, read),
        "facts": fact_options(),
        "placeholders": PLACEHOLDERS,
        "can_edit": row is None or covers(request.actor, definition_of(row).departments),
        "departments": _departments(request.actor, given),
        "acts_everywhere": covers(request.actor, []),
        "versions_of": VERSIONS,
        "is_idle": row is not None and row.id in now_idle([row]),
        "standing_by": standing_by([row.id]).get(row.id, 0) if row and row.held_at else 0,
        **steps_context([Step(each["action"], each["given"]) for each in given.steps], without=PERSONAL),
        **rehearse_context(request),
    }
    return _page(request, "rule", context, shown_errors(errors) if errors else None)


def _departments(actor: Actor, given: RuleDefinition) -> list[tuple[int, str]]:
    """Those for which the actor may write rules, and those that the rule names."""
    offered = dict(departments_to_write_for(actor))
    named = {id_: departments()[id_].name for id_ in given.departments if id_ in departments()}
    return list((named | offered).items())


def _read(definition: RuleDefinition) -> ReadyRule | None:
    try:
        return read_rule(definition)
    except Invalid:
        return None


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    around = {"errors": errors or {}, "done": DONE.get(request.GET.get("done", ""))}
    address = f"desk/rules/{template}.html"
    return page(request, address, around | context, current=reverse("desk:settings"), status=422 if errors else 200)
