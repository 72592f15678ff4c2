"""When tickets wait or agents have room again, queues are drained. Twice is harmless: only what waits is given."""

from __future__ import annotations

from typing import cast

from tuki.assignment.draining import drain
from tuki.assignment.policies import KIND, automatic_teams
from tuki.kernel.actors import system
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_after
from tuki.kernel.versions import SettingChanged
from tuki.people.agents.events import StateChanged
from tuki.people.agents.teams import teams_of
from tuki.people.models import State
from tuki.tickets.events import StatusChanged, TicketAssigned, TicketOpened, TicketRestored
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.models import Ticket


def _concerns_a_policy(entry: Recorded) -> bool:
    """Asked inside the command, from reference data alone: whether a team's tickets are given by themselves."""
    event = entry.event
    if isinstance(event, TicketOpened):
        return event.team_id in automatic_teams()
    if isinstance(event, TeamChanged):
        return event.new in automatic_teams()
    if isinstance(event, StateChanged):
        return event.new == State.ONLINE and bool(automatic_teams())
    if isinstance(event, SettingChanged):
        return event.setting == KIND
    return bool(automatic_teams())


@follows_after(TicketOpened, TeamChanged, TicketRestored, only_if=_concerns_a_policy)
def give_what_came(entry: Recorded) -> None:
    """A ticket came to a team's queue."""
    _drain(entry, {_team_of(entry.event.subject)})


@follows_after(TicketAssigned, StatusChanged, only_if=_concerns_a_policy)
def give_what_waited(entry: Recorded) -> None:
    """A ticket was put back, or its agent has room for another one."""
    ticket = Ticket.objects.filter(pk=entry.event.subject).first()
    if ticket is not None:
        before = entry.event.old if isinstance(entry.event, TicketAssigned) else ticket.assignee_id
        _drain(entry, {ticket.team_id, *(team.id for team in teams_of(before))})


@follows_after(StateChanged, only_if=_concerns_a_policy)
def give_to_who_came(entry: Recorded) -> None:
    """An agent is at work."""
    _drain(entry, {team.id for team in teams_of(entry.event.subject)})


@follows_after(SettingChanged, only_if=_concerns_a_policy)
def give_by_new_policy(entry: Recorded) -> None:
    """A team's policy changed."""
    _drain(entry, {cast(SettingChanged, entry.event).object_id})


def _team_of(ticket_id: int) -> int | None:
    return Ticket.objects.filter(pk=ticket_id).values_list("team_id", flat=True).first()


def _drain(entry: Recorded, team_ids: set[int | None]) -> None:
    drain(system(f"event:{entry.id}"), [each for each in team_ids if each is not None])
