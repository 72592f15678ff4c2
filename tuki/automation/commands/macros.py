"""Macros: adding, changing, removing, and running one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuki.automation import owning
from tuki.automation.actions import ACTIONS, Step, read_steps, written_steps
from tuki.automation.definitions import MacroDefinition, macro_definition
from tuki.automation.events import MacroRemoved, MacroRun
from tuki.automation.models import Macro
from tuki.automation.permissions import SHARE
from tuki.automation.wording import macro_titles
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import NotFound, Refusal, Refused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import change_fields, needed
from tuki.tickets.models import Ticket
from tuki.tickets.queries import ticket_for

VERSIONS = "macro"


class StepsRefused(Refused):
    """A macro did nothing, for some of its steps were refused: `by_step` says which (from 0) and why."""

    status = 409

    def __init__(self, steps: Sequence[Step], by_step: Mapping[int, str]) -> None:
        lines = [f"{index + 1}. {ACTIONS[steps[index].action].label}: {why}" for index, why in by_step.items()]
        super().__init__("macro_refused", why=" ".join(lines))
        self.by_step = by_step


@command
def add_macro(actor: Actor, *, definition: MacroDefinition) -> Macro:
    """A macro of oneself, of one's team, or of everybody. Announces `setting.changed`.

    Refuses `not_allowed` for an owner for whom the actor may not write, and what `read_steps` refuses.
    """
    owning.insist_may_own(actor, definition.person_id, definition.team_id)
    row = Macro.objects.create(**_checked(definition))
    keep_version(actor, VERSIONS, row.id, macro_definition(row))
    return row


@command
def change_macro(actor: Actor, macro_id: int, *, definition: MacroDefinition) -> Macro:
    """The macro does this from now on. Announces `setting.changed`; nothing to do when it does so already."""
    row = owning.fetched(actor, Macro.objects.all(), macro_id)
    owning.insist_may_own(actor, definition.person_id, definition.team_id)
    if change_fields(row, _checked(definition)):
        keep_version(actor, VERSIONS, row.id, macro_definition(row))
    return row


@command
def remove_macro(actor: Actor, macro_id: int) -> None:
    """The macro is gone. Announces `macro.removed`; refuses `not_found` and `not_allowed`."""
    row = owning.fetched(actor, Macro.objects.all(), macro_id)
    announce(actor, MacroRemoved(subject=row.id))
    row.delete()


@command
def run_macro(actor: Actor, reference: str, *, macro_id: int, texts: Mapping[int, str] | None = None) -> Ticket:
    """All steps in their order, as the actor, or none of them. `texts`: by the number of a step (from 0) what it writes
    instead of its own words, as it stands.

    Announces `ticket.macro_run` and what the steps announce. Refuses `not_found`, and `macro_refused`
    (`StepsRefused`) with what each refused step said; every step is tried, so that all reasons are told at once.
    """
    row = owning.visible(actor, Macro.objects.all()).filter(pk=macro_id).first()
    if row is None or (not actor.is_staff and actor.is_person):
        raise NotFound()
    ticket = ticket_for(actor, reference, in_trash=False)
    announce(actor, MacroRun(subject=ticket.id, macro_id=row.id))
    perform(actor, ticket, macro_definition(row).steps, texts=texts or {})
    return ticket


def perform(
    actor: Actor, ticket: Ticket, steps: Sequence[Step], *, texts: Mapping[int, str] = MappingProxyType({})
) -> list[Step]:
    """Within a running command: all steps, or `StepsRefused`. Gives the steps that undo them, the last one first."""
    refused: dict[int, str] = {}
    undoing: list[Step] = []
    for index, step in enumerate(steps):
        now = ticket_for(actor, ticket.reference, in_trash=False)
        action = ACTIONS[step.action]
        try:
            with transaction.atomic():
                back = action.inverse(now, step.given)
                action.run(actor, now, step.given, text=texts.get(index))
        except Refusal as refusal:
            refused[index] = refusal.sentence
        else:
            undoing += [back] if back is not None else []
    if refused:
        raise StepsRefused(steps, refused)
    return undoing[::-1]


@versioned(
    VERSIONS,
    type=MacroDefinition,
    label=_("Macro"),
    permission=SHARE,
    titles=macro_titles,
    words={"name": _("Name"), "steps": _("Steps"), "person_id": _("Person"), "team_id": _("Team")},
    refs={"person_id": "person", "team_id": "team"},
)
def restore_macro(actor: Actor, object_id: int, definition: MacroDefinition) -> None:
    """The macro does again what it did."""
    change_macro(actor, object_id, definition=definition)


def _checked(definition: MacroDefinition) -> dict[str, object]:
    return {
        "name": needed(definition.name, field="name", most=120),
        "steps": written_steps(read_steps(written_steps(definition.steps))),
        "person_id": definition.person_id,
        "team_id": definition.team_id,
    }
