"""Templates and macros as data, as their versions keep them."""

from __future__ import annotations

import msgspec

from tuki.automation.actions.declaring import Step
from tuki.automation.models import Macro, ReplyTemplate


class TemplateDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A reply template. `texts`: language → text; of `person_id`, of `team_id`, or of everybody when both are empty."""

    name: str
    texts: dict[str, str]
    person_id: int | None = None
    team_id: int | None = None


class MacroDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A macro: its steps in their order; owned as a template is."""

    name: str
    steps: tuple[Step, ...]
    person_id: int | None = None
    team_id: int | None = None


def template_definition(row: ReplyTemplate) -> TemplateDefinition:
    """What the row says."""
    return TemplateDefinition(name=row.name, texts=row.texts, person_id=row.person_id, team_id=row.team_id)


def macro_definition(row: Macro) -> MacroDefinition:
    """What the row says."""
    steps = msgspec.convert(row.steps, tuple[Step, ...])
    return MacroDefinition(name=row.name, steps=steps, person_id=row.person_id, team_id=row.team_id)
