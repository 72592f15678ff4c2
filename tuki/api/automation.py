"""Reply templates, macros, and the actions that macros are made of."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Id, Input, Items, LongText
from tuki.api.tickets.shapes import TicketShape, ticket_shape
from tuki.automation import owning
from tuki.automation.actions import ACTIONS, Step, read_steps, written_steps
from tuki.automation.commands.macros import add_macro, change_macro, remove_macro, run_macro
from tuki.automation.commands.templates import add_template, change_template, prefer_template, remove_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition, macro_definition
from tuki.automation.models import Macro, ReplyTemplate
from tuki.automation.queries import foreseen, macro_for, macros_for, template_for, templates_for, written_for
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("automation")
READ, WRITE = "settings:read", "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Texts = Annotated[dict[Code, LongText], Meta(max_length=20)]
Steps = Annotated[list[dict[str, Any]], Meta(max_length=50)]


class TemplateShape(msgspec.Struct):
    """A reply template: `texts` by language. Of `person`, of `team` (ids), or of everybody when both are null.

    `is_favourite`: the caller wants it first in the list.
    """

    id: int
    name: str
    texts: dict[str, str]
    person: int | None
    team: int | None
    is_favourite: bool


class NewTemplate(Input):
    """Of oneself with `mine`, of a `team`, or of everybody. Placeholders are listed on the page of templates."""

    name: ShortName
    texts: Texts
    mine: bool = False
    team: Id | None = None


class MacroShape(msgspec.Struct):
    """A macro: its steps are `{"action": …, "given": {…}}`."""

    id: int
    name: str
    steps: list[dict[str, Any]]
    person: int | None
    team: int | None


class NewMacro(Input):
    """Of oneself with `mine`, of a `team`, or of everybody. What actions take: `GET /actions`."""

    name: ShortName
    steps: Steps
    mine: bool = False
    team: Id | None = None


class ActionShape(msgspec.Struct):
    """An action of macros and rules. `parameters`: code → type (choice, line, text, words); a `?` when not needed."""

    code: str
    label: str
    parameters: dict[str, str]


class WhichMacro(Input):
    """A macro's id."""

    macro: Id


class WordedText(Input):
    """What the step of this number (from 0) writes instead of its own words; placeholders in it are not filled."""

    step: Annotated[int, Meta(ge=0, le=100)]
    text: LongText


class MacroToRun(Input):
    """A macro by id or name; `texts` for steps that write, as `GET …/macro` foresees them or worded otherwise."""

    macro: Id | ShortName
    texts: Annotated[list[WordedText], Meta(max_length=50)] = []


class WhichTemplate(Input):
    """A template's id."""

    template: Id


class ForeseenShape(msgspec.Struct):
    """What a step would do, in words; `text` is what it would write, null when it writes nothing."""

    action: str
    words: str
    text: str | None


class WrittenShape(msgspec.Struct):
    """A template's text for a ticket."""

    text: str


@routes.get("/actions", scope=READ, answer=Items[ActionShape])
def list_actions(actor: Actor) -> Items[ActionShape]:
    """Everything that a macro or a rule can do. For agents."""
    _insist_agent(actor)
    return Items([_action(code) for code in ACTIONS], None)


@routes.get("/reply-templates", scope=READ, answer=Items[TemplateShape])
def list_reply_templates(actor: Actor) -> Items[TemplateShape]:
    """Those that the caller may use."""
    _insist_agent(actor)
    rows = owning.visible(actor, ReplyTemplate.objects.all()).order_by("name", "id")
    favourites = {each.id for each in templates_for(actor) if each.is_favourite}
    return Items([_template(row, is_favourite=row.id in favourites) for row in rows], None)


@routes.post("/reply-templates", scope=WRITE, body=NewTemplate, answer=TemplateShape, status=201)
def add_reply_template(actor: Actor, body: NewTemplate) -> TemplateShape:
    """A new template."""
    return _shown(actor, add_template(actor, definition=_template_definition(actor, body)))


@routes.post("/reply-templates/{row:id}", scope=WRITE, body=NewTemplate, answer=TemplateShape)
def redefine_reply_template(actor: Actor, body: NewTemplate, id: int) -> TemplateShape:
    """The template is this from now on."""
    return _shown(actor, change_template(actor, id, definition=_template_definition(actor, body)))


@routes.delete("/reply-templates/{row:id}", scope=WRITE)
def remove_reply_template(actor: Actor, id: int) -> None:
    """The template is gone."""
    remove_template(actor, id)


@routes.post("/reply-templates/{row:id}/favourite", scope="people:write", answer=TemplateShape)
def prefer_reply_template(actor: Actor, id: int) -> TemplateShape:
    """The caller has it first in the list from now on."""
    prefer_template(actor, id, is_favourite=True)
    return _shown(actor, template_for(actor, id))


@routes.delete("/reply-templates/{row:id}/favourite", scope="people:write", answer=TemplateShape)
def stop_preferring_reply_template(actor: Actor, id: int) -> TemplateShape:
    """It stands among the others again."""
    prefer_template(actor, id, is_favourite=False)
    return _shown(actor, template_for(actor, id))


@routes.get("/tickets/{reference:number}/reply", scope="tickets:read", query=WhichTemplate, answer=WrittenShape)
def fill_reply_template(actor: Actor, query: WhichTemplate, number: str) -> WrittenShape:
    """A template's text for this ticket, in the requester's language; nothing is sent."""
    _insist_agent(actor)
    return WrittenShape(written_for(actor, ticket_for(actor, number), template_for(actor, query.template)))


@routes.get("/macros", scope=READ, answer=Items[MacroShape])
def list_macros(actor: Actor) -> Items[MacroShape]:
    """Those that the caller may run."""
    _insist_agent(actor)
    rows = owning.visible(actor, Macro.objects.all()).order_by("name", "id")
    return Items([_macro(row) for row in rows], None)


@routes.post("/macros", scope=WRITE, body=NewMacro, answer=MacroShape, status=201)
def add_one_macro(actor: Actor, body: NewMacro) -> MacroShape:
    """A new macro."""
    return _macro(add_macro(actor, definition=_macro_definition(actor, body)))


@routes.post("/macros/{row:id}", scope=WRITE, body=NewMacro, answer=MacroShape)
def redefine_macro(actor: Actor, body: NewMacro, id: int) -> MacroShape:
    """The macro does this from now on."""
    return _macro(change_macro(actor, id, definition=_macro_definition(actor, body)))


@routes.delete("/macros/{row:id}", scope=WRITE)
def remove_one_macro(actor: Actor, id: int) -> None:
    """The macro is gone."""
    remove_macro(actor, id)


@routes.get("/tickets/{reference:number}/macro", scope="tickets:read", query=WhichMacro, answer=Items[ForeseenShape])
def preview_macro(actor: Actor, query: WhichMacro, number: str) -> Items[ForeseenShape]:
    """What a macro would do to the ticket, step by step; nothing is done."""
    _insist_agent(actor)
    row = macro_for(actor, query.macro)
    words = foreseen(actor, ticket_for(actor, number), row)
    steps = macro_definition(row).steps
    pairs = zip(steps, words, strict=True)
    return Items([ForeseenShape(step.action, each.words, each.text) for step, each in pairs], None)


@routes.post("/tickets/{reference:number}/macro", scope="tickets:write", body=MacroToRun, answer=TicketShape)
def let_macro_run(actor: Actor, body: MacroToRun, number: str) -> TicketShape:
    """All steps of a macro, or none; a refusal names each step that was refused."""
    ticket_for(actor, number)
    _insist_agent(actor)
    texts = {each.step: each.text for each in body.texts}
    run_macro(actor, number, macro_id=_macro_id(actor, body.macro), texts=texts)
    return ticket_shape(actor, number)


def _macro_id(actor: Actor, named: int | str) -> int:
    if isinstance(named, int):
        return named
    found = next((each.id for each in macros_for(actor) if each.name == named), None)
    if found is None:
        raise NotFound()
    return found


def _insist_agent(actor: Actor) -> None:
    if not sees_notes(actor):
        raise Refused("not_allowed")


def _template_definition(actor: Actor, body: NewTemplate) -> TemplateDefinition:
    _insist_agent(actor)
    return TemplateDefinition(
        name=body.name, texts=body.texts, person_id=actor.id if body.mine else None, team_id=body.team
    )


def _macro_definition(actor: Actor, body: NewMacro) -> MacroDefinition:
    _insist_agent(actor)
    steps: tuple[Step, ...] = read_steps(body.steps)
    return MacroDefinition(name=body.name, steps=steps, person_id=actor.id if body.mine else None, team_id=body.team)


def _action(code: str) -> ActionShape:
    action = ACTIONS[code]
    parameters = {each.code: each.type.value + ("" if each.is_needed else "?") for each in action.parameters}
    return ActionShape(code, str(action.label), parameters)


def _shown(actor: Actor, row: ReplyTemplate) -> TemplateShape:
    is_favourite = any(each.id == row.id and each.is_favourite for each in templates_for(actor))
    return _template(row, is_favourite=is_favourite)


def _template(row: ReplyTemplate, *, is_favourite: bool) -> TemplateShape:
    return TemplateShape(row.id, row.name, row.texts, row.person_id, row.team_id, is_favourite)


def _macro(row: Macro) -> MacroShape:
    return MacroShape(row.id, row.name, written_steps(macro_definition(row).steps), row.person_id, row.team_id)
