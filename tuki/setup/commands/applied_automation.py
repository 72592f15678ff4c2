"""Reply templates and macros of a file: those of teams and of everybody; what is personal is in no file."""

from __future__ import annotations

from tuki.automation.actions import flat_steps, read_steps
from tuki.automation.commands.macros import add_macro, change_macro
from tuki.automation.commands.templates import add_template, change_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition
from tuki.automation.models import Macro, ReplyTemplate
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.models import Team
from tuki.setup.reading import Item


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


def _team(item: Item) -> int | None:
    if not item.get("team"):
        return None
    team = Team.objects.filter(name=item.values["team"]).first()
    if team is None:
        raise Invalid("invalid", field="team")
    return team.id
