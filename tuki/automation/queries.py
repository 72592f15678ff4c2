"""Templates and macros as pickers and pages show them."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import Exists, F, OuterRef, QuerySet

from tuki.automation import owning
from tuki.automation.actions import ACTIONS, Step
from tuki.automation.definitions import MacroDefinition, macro_definition
from tuki.automation.models import FavouriteTemplate, Macro, ReplyTemplate
from tuki.automation.placeholders import filled, language_of, values_for
from tuki.automation.texts import best_text
from tuki.kernel.actors import Actor
from tuki.kernel.reference import reference
from tuki.kernel.refusals import NotFound
from tuki.tickets.models import Ticket

MOST_LISTED = 500


class Listed(msgspec.Struct, frozen=True):
    """A template or macro as lists name it. `owner` is a person's or team's name, empty for everybody's."""

    id: int
    name: str
    owner: str
    is_personal: bool
    is_favourite: bool


class Foreseen(msgspec.Struct, frozen=True):
    """What a step would do, in words. `text` is what it would write, None when it writes nothing; `to` says where."""

    icon: str
    label: str
    words: str
    to: str = ""
    text: str | None = None


def templates_for(actor: Actor) -> list[Listed]:
    """The templates that the actor may use: favourites first, then by name. Reference data: nobody changes the list."""
    return _templates(owning.whose(actor))


def macros_for(actor: Actor) -> list[Listed]:
    """The macros that the actor may run, by name. Reference data: nobody changes the list."""
    return _macros(owning.whose(actor))


def template_for(actor: Actor, template_id: int) -> ReplyTemplate:
    """One template; `not_found` when it is not the actor's to use."""
    row = owning.visible(actor, ReplyTemplate.objects.all()).filter(pk=template_id).first()
    if row is None:
        raise NotFound()
    return row


def macro_for(actor: Actor, macro_id: int) -> Macro:
    """One macro; `not_found` when it is not the actor's to run."""
    row = owning.visible(actor, Macro.objects.all()).filter(pk=macro_id).first()
    if row is None:
        raise NotFound()
    return row


def written_for(actor: Actor, ticket: Ticket, template: ReplyTemplate) -> str:
    """The template's text for this ticket, with its placeholders filled, in the requester's language."""
    return filled(best_text(template.texts, ticket), values_for(actor, ticket, language=language_of(ticket)))


def foreseen(actor: Actor, ticket: Ticket, macro: Macro | MacroDefinition) -> list[Foreseen]:
    """Step by step what a macro would do to the ticket when the actor ran it; nothing is changed."""
    steps = macro.steps if isinstance(macro, MacroDefinition) else macro_definition(macro).steps
    return [_foreseen(actor, ticket, step) for step in steps]


def _foreseen(actor: Actor, ticket: Ticket, step: Step) -> Foreseen:
    action = ACTIONS[step.action]
    told = Foreseen(action.icon, str(action.label), action.preview(ticket, step.given))
    if action.writing is None:
        return told
    try:
        text = action.writing.text(actor, ticket, step.given)
    except NotFound:
        return told
    return msgspec.structs.replace(told, to=action.writing.label(ticket), text=text)


@reference
def _templates(reader: owning.Whose) -> list[Listed]:
    mine = FavouriteTemplate.objects.filter(person_id=reader.person_id, template=OuterRef("pk"))
    rows = owning.seen_by(reader, ReplyTemplate.objects.all()).annotate(is_favourite=Exists(mine))
    return _listed(rows.order_by("-is_favourite", "name", "id"), F("is_favourite"))


@reference
def _macros(reader: owning.Whose) -> list[Listed]:
    return _listed(owning.seen_by(reader, Macro.objects.all()).order_by("name", "id"))


def _listed(rows: QuerySet[Any], *favourite: F) -> list[Listed]:
    fields = ("id", "name", "person_id", "person__name", "team__name")
    return [
        Listed(id_, name, person or team or "", person_id is not None, bool(rest and rest[0]))
        for id_, name, person_id, person, team, *rest in rows.values_list(*fields, *favourite)[:MOST_LISTED]
    ]
