"""Which team works where: teams with their lines as reference data."""

from __future__ import annotations

import msgspec

from tuki.kernel.reference import reference
from tuki.people.models import Team, TeamMember
from tuki.people.queries import departments

FIRST, LAST = 1, 3


class TeamFacts(msgspec.Struct, frozen=True):
    """A team: its line, the department whose tickets (and those below) it works on, or all when that is empty."""

    id: int
    name: str
    line: int
    department_id: int | None
    member_ids: tuple[int, ...]
    lead_id: int | None = None


@reference
def teams() -> dict[int, TeamFacts]:
    """All teams by id, in order of line and name; nobody changes them."""
    members: dict[int, list[int]] = {}
    for team_id, person_id in TeamMember.objects.order_by("person_id").values_list("team_id", "person_id"):
        members.setdefault(team_id, []).append(person_id)
    rows = Team.objects.order_by("line", "name").values_list("id", "name", "line", "department_id", "lead_id")
    return {row[0]: TeamFacts(*row[:4], tuple(members.get(row[0], ())), row[4]) for row in rows}


def teams_of(person_id: int | None) -> list[TeamFacts]:
    """The teams that somebody belongs to, in order of line and name."""
    return [team for team in teams().values() if person_id in team.member_ids]


@reference
def team_for(department_id: int, line: int = FIRST) -> TeamFacts | None:
    """The team that works a line of a department: its own, the nearest above it, or one of no department.

    Among several the one that was made first. None when nobody works that line there.
    """
    fitting = sorted((team for team in teams().values() if team.line == line), key=lambda team: team.id)
    for place in [*_upwards(department_id), None]:
        for team in fitting:
            if team.department_id == place:
                return team
    return None


def works_in(team: TeamFacts, department_id: int) -> bool:
    """Whether the team works on tickets of this department."""
    return team.department_id is None or team.department_id in _upwards(department_id)


def _upwards(department_id: int) -> list[int]:
    """The department and those above it, nearest first."""
    known, found = departments(), list[int]()
    each: int | None = department_id
    while each is not None and each not in found and each in known:
        found.append(each)
        each = known[each].parent_id
    return found
