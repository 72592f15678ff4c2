"""Reply templates, macros and rules of a file: those of teams and of everybody; what is personal is in no file."""

from __future__ import annotations

import msgspec

from tuki.automation.actions import flat_steps, read_steps
from tuki.automation.commands.macros import add_macro, change_macro
from tuki.automation.commands.rules import add_rule, change_rule, switch_rule_off, switch_rule_on
from tuki.automation.commands.templates import add_template, change_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition
from tuki.automation.models import Macro, ReplyTemplate, Rule
from tuki.automation.rules.definition import RuleDefinition
from tuki.automation.rules.library import definition_of
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.models import Team
from tuki.setup.reading import Item
from tuki.setup.rule_tables import definition_from


def reply_template(actor: Actor, item: Item) -> None:
    """One `[[reply_template]]`, known by its name and team."""
    name, team_id = item.values["name"], _team(item)
    definition = TemplateDefinition(name=name, texts=item.values["texts"], team_id=team_id)
    row = ReplyTemplate.objects.filter(name=name, team_id=team_id, person=None).first()
    if row is None:
        add_template(actor, definition=definition)
    else:
        change_template(actor, row.id, definition=definition)


def macro(actor: Actor, item: Item) -> None:
    """One `[[macro]]`, known by its name and team."""
    name, team_id = item.values["name"], _team(item)
    definition = MacroDefinition(name=name, steps=read_steps(flat_steps(item.values["steps"])), team_id=team_id)
    row = Macro.objects.filter(name=name, team_id=team_id, person=None).first()
    if row is None:
        add_macro(actor, definition=definition)
    else:
        change_macro(actor, row.id, definition=definition)


def rule(actor: Actor, item: Item) -> None:
    """One `[[rule]]`, known by its name; what it does not say stays as it is. New ones come after those that are there.

    `active` switches it on, which needs examples that come out as expected, or off.
    """
    row = Rule.objects.filter(name=item.values["name"], retired_at=None).first()
    old = definition_of(row) if row else RuleDefinition(name="", triggers=[])
    try:
        definition = definition_from(item.values, old)
    except (msgspec.ValidationError, TypeError, AttributeError):
        raise Invalid("invalid", field="examples") from None
    row = change_rule(actor, row.id, definition=definition) if row else add_rule(actor, definition=definition)
    if item.get("active") is True:
        switch_rule_on(actor, row.id)
    elif item.get("active") is False:
        switch_rule_off(actor, row.id)


def _team(item: Item) -> int | None:
    if not item.get("team"):
        return None
    team = Team.objects.filter(name=item.values["team"]).first()
    if team is None:
        raise Invalid("invalid", field="team")
    return team.id
