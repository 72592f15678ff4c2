"""The policies of teams: reading them, changing them, and their versions."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext_lazy as _

from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.models import Policy
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.versions import keep_version, versioned
from tuki.people.agents.work import skill_names
from tuki.people.commands.insisting import insist_holds
from tuki.people.models import Team
from tuki.people.permissions import MANAGE_AGENTS
from tuki.sla.queries import calendars

KIND = "assignment"
BY_HAND = AssignmentDefinition()


@command
def set_policy(actor: Actor, team_id: int, *, definition: AssignmentDefinition) -> None:
    """A team's tickets find their agent like this from now on. Keeps a version; nothing to do when it says the same.

    Refuses `not_found`, `unknown_skill`, `unknown_calendar_id` for one that is not offered, and
    `weight_above_capacity` when a ticket would fit nobody.
    """
    insist_holds(actor, MANAGE_AGENTS)
    if not Team.objects.filter(pk=team_id).exists():
        raise NotFound()
    checked = _checked(definition)
    if checked.calendar_id != policy_of(team_id).calendar_id:
        _insist_calendar(checked.calendar_id)
    Policy.objects.update_or_create(team_id=team_id, defaults={"definition": msgspec.json.encode(checked).decode()})
    keep_version(actor, KIND, team_id, checked)


def policy_of(team_id: int | None) -> AssignmentDefinition:
    """How the tickets of a team find their agent; by hand where nothing was said."""
    return policies().get(team_id or 0, BY_HAND)


@reference
def policies() -> dict[int, AssignmentDefinition]:
    """The policies that were set, by team."""
    rows = Policy.objects.values_list("team_id", "definition")
    return {team_id: msgspec.json.decode(text, type=AssignmentDefinition) for team_id, text in rows}


@reference
def automatic_teams() -> frozenset[int]:
    """The teams whose tickets find their agent by themselves."""
    return frozenset(team_id for team_id, policy in policies().items() if policy.is_automatic)


def wrong_field(error: msgspec.ValidationError) -> str:
    """The name of the definition's field that msgspec complains about: “… - at `$.weights[...]`”."""
    return str(error).rpartition("$.")[2].rstrip("`").partition("[")[0] or "definition"


def _checked(definition: AssignmentDefinition) -> AssignmentDefinition:
    try:
        checked = msgspec.convert(msgspec.to_builtins(definition), AssignmentDefinition)
    except msgspec.ValidationError as error:
        raise Invalid("invalid", field=wrong_field(error)) from None
    for need in checked.skills:
        if need.skill not in skill_names():
            raise Invalid("unknown_skill", field="skills", name=need.skill)
    if max(checked.weights.values(), default=1) > checked.capacity:
        raise Invalid("weight_above_capacity", field="weights")
    return checked


def _insist_calendar(calendar_id: int | None) -> None:
    known = calendars().get(calendar_id or 0)
    if calendar_id is not None and (known is None or not known.is_active):
        raise Invalid("unknown_calendar_id", field="calendar_id", id=calendar_id)


def _titles(team_ids: list[int]) -> Mapping[int, str]:
    return dict(Team.objects.filter(id__in=team_ids).values_list("id", "name"))


@versioned(
    KIND,
    type=AssignmentDefinition,
    label=_("assignment of a team"),
    permission=MANAGE_AGENTS,
    titles=_titles,
    words={
        "how": _("Tickets are given"),
        "capacity": _("Capacity"),
        "weights": _("Weights of channels"),
        "limits": _("Limits of channels"),
        "counts_waiting": _("Waiting tickets count"),
        "skills": _("Skills that are needed"),
        "language": _("Language of the ticket"),
        "last_agent_days": _("Last agent first, days"),
        "floor_minutes": _("Nobody is overtaken after minutes"),
        "grace_minutes": _("Back to the queue after minutes"),
        "calendar_id": _("Working hours"),
    },
    refs={"calendar_id": "calendar"},
)
def _restore(actor: Actor, team_id: int, definition: AssignmentDefinition) -> None:
    set_policy(actor, team_id, definition=definition)
