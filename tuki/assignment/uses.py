"""What the room uses of others' settings."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tuki.assignment.policies import policies
from tuki.kernel.uses import uses
from tuki.people.agents.teams import teams


@uses("skill")
def _policies(code: str) -> Iterator[str]:
    """The teams whose tickets need this skill; without it nobody would fit them."""
    for team_id, policy in policies().items():
        if any(need.skill == code for need in policy.skills) and (team := teams().get(team_id)):
            yield _("assignment of “%(name)s”") % {"name": team.name}
