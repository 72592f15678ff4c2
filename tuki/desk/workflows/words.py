"""A workflow in words: each status with what may follow, for those who read rather than look."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext as _

from tuki.tickets.wording import STAGE_NAMES
from tuki.tickets.workflow import TransitionDefinition, WorkflowDefinition


class Row(msgspec.Struct, frozen=True):
    """A status: its name and stage, what somebody may choose next, what comes by itself."""

    name: str
    stage: str
    chosen: tuple[str, ...]
    own: tuple[str, ...]
    is_here: bool


def rows(definition: WorkflowDefinition, names: Mapping[str, str], *, here: str = "") -> list[Row]:
    """A row for each status, in their order."""
    return [
        Row(
            names.get(each.code) or each.code,
            str(STAGE_NAMES[each.stage]),
            tuple(_chosen(way, names) for way in definition.ways_from(each.code)),
            tuple(_own(definition, each.code, names)),
            each.code == here,
        )
        for each in definition.statuses
    ]


def _chosen(way: TransitionDefinition, names: Mapping[str, str]) -> str:
    needs = [
        words
        for is_needed, words in (
            (way.needs_resolution, _("with a resolution")),
            (way.needs_approval, _("with an approval")),
            (way.needs_closed_children, _("when all children are closed")),
        )
        if is_needed
    ]
    name = names.get(way.target) or way.target
    return f"{name} ({', '.join(needs)})" if needs else name


def _own(definition: WorkflowDefinition, code: str, names: Mapping[str, str]) -> list[str]:
    found = []
    if code == definition.initial != definition.assigned:
        found.append((definition.assigned, _("when it is assigned")))
    if code == definition.completion:
        found.append((definition.confirmed, _("when the requester confirms, or is silent")))
        found.append((definition.rejected, _("when the requester rejects it")))
    if code == definition.completion or definition.stage(code) == "customer":
        found.append((definition.answered, _("when the requester answers")))
    if definition.stage(code) == "closed":
        found.append((definition.reopened, _("when the requester writes again")))
    return [f"{names.get(target) or target} ({words})" for target, words in found if target != code]
