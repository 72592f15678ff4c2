"""What the room uses of others' settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tuki.assignment.policies import policies
from tuki.kernel.uses import uses
from tuki.people.agents.teams import teams


@uses("calendar")
def _hours(calendar_id: int) -> Iterator[str]:
    """The teams whose tickets are given in these hours."""
    yield from _named(team_id for team_id, policy in policies().items() if policy.calendar_id == calendar_id)


@uses("skill")
def _policies(code: str) -> Iterator[str]:
    """The teams whose tickets need this skill; without it nobody would fit them."""
    needing = ((team_id, any(need.skill == code for need in each.skills)) for team_id, each in policies().items())
    yield from _named(team_id for team_id, needs in needing if needs)


def _named(team_ids: Iterable[int]) -> Iterator[str]:
    for team_id in team_ids:
        if team := teams().get(team_id):
            yield _("assignment of “%(name)s”") % {"name": team.name}
