"""What lines show: a ticket's way through teams, where it may go, and how much is escalated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from tuki.kernel.database.prepared import Prepared, Slot
from tuki.people.agents.teams import FIRST, LAST, TeamFacts, team_for, teams
from tuki.tickets.lines.hops import ESCALATED
from tuki.tickets.models import Hop, Ticket

_STAY_FIELDS = ("team_id", "line", "department_id", "came", "left", "agent_id", "agent__name", "from_at", "to_at")
_STAYS = Prepared(lambda: Hop.objects.filter(ticket_id=Slot("ticket_id")).order_by("id").values_list(*_STAY_FIELDS))


class Stay(msgspec.Struct, frozen=True):
    """A ticket's stay with a team as pages show it."""

    team_id: int
    team: str
    line: int
    department_id: int
    came: str
    left: str
    agent_id: int | None
    agent: str | None
    from_at: datetime
    to_at: datetime | None


class Share(msgspec.Struct, frozen=True):
    """Of the tickets that came to a team in a month: how many, and how many of them it escalated."""

    team_id: int
    month: datetime
    came: int
    escalated: int

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return round(100 * self.escalated / self.came) if self.came else 0


def stays_of(ticket: Ticket) -> list[Stay]:
    """The ticket's way through teams, oldest first; empty while it never left its first team. One query."""
    names = {team.id: team.name for team in teams().values()}
    return [Stay(team_id, names.get(team_id, ""), *values) for team_id, *values in _STAYS.all(ticket_id=ticket.id)]


def escalated_by(stays: Sequence[Stay]) -> Stay | None:
    """The stay from which the present team got the ticket by escalation, or None when it did not."""
    if not stays or stays[-1].to_at is not None:
        return None
    for index in range(len(stays) - 1, 0, -1):
        if stays[index].team_id == stays[-1].team_id and stays[index].came == ESCALATED:
            return stays[index - 1]
    return None


def line_of(ticket: Ticket) -> int:
    """The line on which the ticket stands; without a team the first."""
    team = teams().get(ticket.team_id or 0)
    return team.line if team else FIRST


def higher_teams(ticket: Ticket) -> list[TeamFacts]:
    """The teams to which the ticket may be escalated: first the one that works the next line of its department."""
    line = line_of(ticket)
    found = [team for team in teams().values() if team.line > line]
    following = next_team(ticket)
    return sorted(found, key=lambda team: (team != following, team.line, team.name))


def next_team(ticket: Ticket) -> TeamFacts | None:
    """The team of the next line that works in the ticket's department, or None when there is none above."""
    return team_above(ticket.department_id, line_of(ticket))


def team_above(department_id: int, line: int) -> TeamFacts | None:
    """The team that works the nearest line above this one in a department, or None."""
    for higher in range(line + 1, LAST + 1):
        if team := team_for(department_id, higher):
            return team
    return None


def escalation_shares(since: datetime) -> list[Share]:
    """Per team and month since then: tickets that came to it, and how many of them it escalated. Two queries.

    A ticket counts in each month in which it came to the team, by opening, escalation, return or otherwise.
    """
    never_moved = Ticket.objects.filter(~Exists(Hop.objects.filter(ticket=OuterRef("pk"))), trashed_at=None)
    stayed = never_moved.filter(team__isnull=False, opened_at__gte=since).annotate(month=TruncMonth("opened_at"))
    moved = Hop.objects.filter(from_at__gte=since, ticket__trashed_at=None).annotate(month=TruncMonth("from_at"))
    counts: dict[tuple[int, datetime], list[int]] = {}
    for team_id, month, came in stayed.values_list("team_id", "month").annotate(came=Count("id")).order_by():
        counts[team_id, month] = [came, 0]
    escalated = Count("id", filter=Q(left=ESCALATED))
    grouped = moved.values_list("team_id", "month").annotate(came=Count("id"), escalated=escalated).order_by()
    for team_id, month, came, left in grouped:
        entry = counts.setdefault((team_id, month), [0, 0])
        entry[0] += came
        entry[1] += left
    order = {team_id: place for place, team_id in enumerate(teams())}
    keys = sorted(counts, key=lambda key: (-key[1].timestamp(), order.get(key[0], 0)))
    return [Share(team_id, month, *counts[team_id, month]) for team_id, month in keys]
