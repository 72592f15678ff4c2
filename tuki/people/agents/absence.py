"""The rule of absence: after how long an agent whom nobody sees counts as offline."""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.reference import reference, reference_changed
from tuki.kernel.refusals import Invalid
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import insist_holds
from tuki.people.models import AbsenceRule
from tuki.people.permissions import MANAGE_AGENTS

KIND, ONLY_ROW = "absence", 1
SHORTEST, LONGEST = 2, 1440


class AbsenceDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """The rule as versions keep it."""

    offline_after_minutes: Annotated[int, Meta(ge=SHORTEST, le=LONGEST)] = 15


@command
def set_absence_rule(actor: Actor, *, offline_after_minutes: int) -> None:
    """Agents count as offline so many minutes (2 to 1440) after their last page was closed. Keeps a version."""
    insist_holds(actor, MANAGE_AGENTS)
    if not SHORTEST <= offline_after_minutes <= LONGEST:
        raise Invalid("invalid", field="offline_after_minutes")
    AbsenceRule.objects.update_or_create(pk=ONLY_ROW, defaults={"offline_after_minutes": offline_after_minutes})
    keep_version(actor, KIND, ONLY_ROW, AbsenceDefinition(offline_after_minutes=offline_after_minutes))
    reference_changed()


@versioned(
    KIND,
    type=AbsenceDefinition,
    label=_("absence of agents"),
    permission=MANAGE_AGENTS,
    titles=lambda ids: dict.fromkeys(ids, ""),
    words={"offline_after_minutes": _("Offline after minutes")},
)
def _restore(actor: Actor, object_id: int, definition: AbsenceDefinition) -> None:
    set_absence_rule(actor, offline_after_minutes=definition.offline_after_minutes)


@reference
def offline_after_minutes() -> int:
    """Minutes until an absent agent counts as offline."""
    found = AbsenceRule.objects.filter(pk=ONLY_ROW).values_list("offline_after_minutes", flat=True).first()
    return found if found is not None else AbsenceDefinition().offline_after_minutes
