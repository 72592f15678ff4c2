"""Rules: writing, ordering, switching on and off, and deciding what becomes of one that was held."""

from __future__ import annotations

import msgspec
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from tuki.automation.actions import written_steps
from tuki.automation.models import Firing, FiringState, Rule, RuleDue
from tuki.automation.permissions import RULES
from tuki.automation.rules import events
from tuki.automation.rules.definition import LONGEST_NAME, ReadyRule, RuleDefinition, read_rule
from tuki.automation.rules.examples import outcomes_of
from tuki.automation.rules.library import definition_of
from tuki.automation.rules.scope import VERSIONS, concerns_rule, insist_covered, rule_to_change
from tuki.automation.rules.triggers import TIME
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid
from tuki.kernel.versions import keep_version, versioned


@command
def add_rule(actor: Actor, *, definition: RuleDefinition) -> Rule:
    """A draft at the end of the order.

    Announces `setting.changed`. Refuses `not_allowed`, `rule_too_wide` for departments (none: the whole desk) in which
    the actor may not write rules, and what `read_rule` refuses.
    """
    insist_covered(actor, definition.departments)
    definition = _kept(definition, read_rule(definition))
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    row = Rule.objects.create(position=last + 1, **_fields(definition))
    keep_version(actor, VERSIONS, row.id, definition)
    return row


@command
def change_rule(actor: Actor, rule_id: int, *, definition: RuleDefinition) -> Rule:
    """The rule says this from now on. One that acts must pass its examples.

    Announces `setting.changed`; refuses what `add_rule` refuses, for where it acted and where it will, and
    `example_fails` for one that acts.
    """
    row = rule_to_change(actor, rule_id)
    insist_covered(actor, definition.departments)
    ready = read_rule(definition, rule_id=row.id)
    definition = _kept(definition, ready)
    if row.switched_on_at is not None:
        _insist_examples(ready)
    _set(row, **_fields(definition))
    keep_version(actor, VERSIONS, row.id, definition)
    _plan_time(row, ready)
    return row


@command
def switch_rule_on(actor: Actor, rule_id: int) -> Rule:
    """It acts from now on. Announces `rule.switched_on`; refuses `example_needed` and `example_fails`. Nothing to do
    when it acts already."""
    row = rule_to_change(actor, rule_id)
    if row.switched_on_at is None:
        ready = read_rule(definition_of(row), rule_id=row.id)
        _insist_examples(ready)
        _set(row, switched_on_at=clock.now(), counted_from=clock.now())
        announce(actor, events.RuleSwitchedOn(subject=row.id))
        _plan_time(row, ready)
    return row


@command
def switch_rule_off(actor: Actor, rule_id: int) -> Rule:
    """It is a draft again; what stood by is dropped. Announces `rule.switched_off`."""
    row = rule_to_change(actor, rule_id)
    if row.switched_on_at is not None:
        _set(row, switched_on_at=None, held_at=None, held_because="")
        _drop_held(row)
        RuleDue.objects.filter(rule=row).delete()
        announce(actor, events.RuleSwitchedOff(subject=row.id))
    return row


@command
def retire_rule(actor: Actor, rule_id: int) -> None:
    """Off the list for good; its firings and versions stay. Announces `rule.retired`."""
    row = switch_rule_off(actor, rule_id)
    if row.retired_at is None:
        _set(row, retired_at=clock.now())
        announce(actor, events.RuleRetired(subject=row.id))


@command
def move_rule(actor: Actor, rule_id: int, *, position: int) -> Rule:
    """To this place in the order, counted from 1; the others close up. Announces `rule.moved`."""
    row = rule_to_change(actor, rule_id)
    rules = Rule.objects.filter(retired_at=None)
    position = max(1, min(position, rules.count()))
    if position != row.position:
        old = row.position
        between = rules.exclude(pk=row.pk)
        if position < old:
            between.filter(position__gte=position, position__lt=old).update(position=F("position") + 1)
        else:
            between.filter(position__gt=old, position__lte=position).update(position=F("position") - 1)
        _set(row, position=position)
        announce(actor, events.RuleMoved(subject=row.id, old=old, new=position))
    return row


@command
def release_rule(actor: Actor, rule_id: int, *, goes_on: bool) -> Rule:
    """A held rule may act again; what stood by is done now, or dropped. Announces `rule.released`."""
    row = rule_to_change(actor, rule_id)
    if row.held_at is not None:
        _set(row, held_at=None, held_because="", counted_from=clock.now())
        announce(actor, events.RuleReleased(subject=row.id, goes_on=goes_on))
        if goes_on:
            enqueue("rules.held", rule_id=row.id)
        else:
            _drop_held(row)
    return row


@versioned(
    VERSIONS,
    type=RuleDefinition,
    label=_("Rule"),
    permission=RULES,
    titles=lambda ids: dict(Rule.objects.filter(id__in=ids).values_list("id", "name")),
    refs={"departments": "department"},
    words={
        "name": _("Name"),
        "triggers": _("When"),
        "conditions": _("If"),
        "steps": _("Then"),
        "examples": _("Examples"),
        "most_tickets": _("Tickets within an hour"),
        "most_mails": _("Mails within an hour"),
        "is_last": _("Last one"),
        "departments": _("Departments"),
    },
    concerns=concerns_rule,
)
def restore_rule(actor: Actor, object_id: int, definition: RuleDefinition) -> None:
    """The rule says again what it said."""
    change_rule(actor, object_id, definition=definition)


def _fields(definition: RuleDefinition) -> dict[str, object]:
    return {"name": plain_line(definition.name, LONGEST_NAME), "definition": msgspec.to_builtins(definition)}


def _set(row: Rule, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _kept(definition: RuleDefinition, read: ReadyRule) -> RuleDefinition:
    """With the rows that its steps name by their ids: names differ by the reader's language, and change."""
    return msgspec.structs.replace(definition, steps=written_steps(read.steps))


def _insist_examples(ready: ReadyRule) -> None:
    outcomes = outcomes_of(ready)
    if not outcomes:
        raise Invalid("example_needed", field="examples")
    for number, outcome in enumerate(outcomes):
        if not outcome.passed:
            raise Invalid("example_fails", field=f"examples[{number}]", name=outcome.example.name or str(number + 1))


def _plan_time(row: Rule, ready: ReadyRule) -> None:
    """Which tickets time may bring to this rule is looked up anew, by a job."""
    RuleDue.objects.filter(rule=row).delete()
    if row.switched_on_at is not None and TIME in ready.definition.triggers:
        enqueue("rules.plan", lane="slow", rule_id=row.id, after_id=0)


def _drop_held(row: Rule) -> None:
    Firing.objects.filter(rule=row, state=FiringState.HELD).update(state=FiringState.DROPPED)
