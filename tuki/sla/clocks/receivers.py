"""Who hears of a step: its receivers as persons of today."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from tuki.people.access import departments_below
from tuki.people.agents.teams import FIRST, LAST, TeamFacts, team_for, teams
from tuki.people.models import Grant, Person
from tuki.sla.permissions import HEAR
from tuki.sla.policies.definition import ASSIGNEE, LEAD, MANAGER, NEXT_LINE, TEAM, StepDefinition


class Held(Protocol):
    """With whom a ticket is: its row, or the ticket as it once stood."""

    @property
    def department_id(self) -> int: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def assignee_id(self) -> int | None: ...


class Receivers:
    """Finds persons for many tickets of one portion; managers are read once."""

    def of(self, ticket: Held, step: StepDefinition) -> list[int]:
        """The ids of the active agents who hear of it, each once. Where a team has no lead, all of it hears."""
        found: set[int] = set()
        for receiver in step.receivers:
            found |= self._of(ticket, receiver)
        return sorted(found & self._active) if found else []

    def _of(self, ticket: Held, receiver: str) -> set[int]:
        team = teams().get(ticket.team_id or 0)
        if receiver == ASSIGNEE and ticket.assignee_id is not None:
            return {ticket.assignee_id}
        if receiver in (ASSIGNEE, TEAM):
            return _members(team)
        if receiver == LEAD:
            return {team.lead_id} if team and team.lead_id else _members(team)
        if receiver == NEXT_LINE:
            return _members(_next_team(ticket))
        return self.managers(ticket.department_id) if receiver == MANAGER else set()

    def managers(self, department_id: int) -> set[int]:
        """Who holds the permission to hear of broken promises there by a role that names it, else who may all."""
        named = {
            person_id for person_id, place, is_named in self._grants if is_named and _reaches(place, department_id)
        }
        return named or {person_id for person_id, place, _named in self._grants if _reaches(place, department_id)}

    @cached_property
    def _grants(self) -> list[tuple[int, int | None, bool]]:
        rows = Grant.objects.filter(person__is_active=True, person__is_staff=True).values_list(
            "person_id", "department_id", "role__permissions"
        )
        return [(person, place, HEAR in listed) for person, place, listed in rows if HEAR in listed or "*" in listed]

    @cached_property
    def _active(self) -> set[int]:
        return set(Person.objects.filter(is_staff=True, is_active=True).values_list("id", flat=True))


def _members(team: TeamFacts | None) -> set[int]:
    return set(team.member_ids) if team else set()


def _next_team(ticket: Held) -> TeamFacts | None:
    team = teams().get(ticket.team_id or 0)
    above = range((team.line if team else FIRST) + 1, LAST + 1)
    return next((found for line in above if (found := team_for(ticket.department_id, line))), None)


def _reaches(place: int | None, department_id: int) -> bool:
    return place is None or department_id in departments_below(place)
