"""Giving a ticket to another team: up a line with a handover, back with a reason, or sideways."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.agents.queries import states_of
from tuki.people.agents.teams import TeamFacts, team_for, teams, works_in
from tuki.people.models import Department
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.commands.handing import handed_to, works_there
from tuki.tickets.commands.watch import let_watch
from tuki.tickets.commands.writing import Writing, add_message
from tuki.tickets.events import Because, TicketTransferred
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.lines.hops import ESCALATED, GIVEN, RETURNED, TRANSFERRED
from tuki.tickets.lines.queries import escalated_by, line_of, next_team, stays_of
from tuki.tickets.models import Message, MessageKind, Ticket


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """To which team and department a ticket moves, in which way, and who gets it."""

    team: TeamFacts | None
    department_id: int
    way: str
    assignee_id: int | None = None
    because: Sequence[Because] = ()
    message_id: int | None = None


@command
def escalate_to_line(actor: Actor, reference: str, *, handover: str, team_id: int | None = None) -> Ticket:
    """A team of a higher line takes over; without `team_id` the one that works the next line there.

    The handover becomes an internal note. Nobody is responsible until somebody of that team is; who had the ticket
    and would no longer see it becomes a watcher. Announces `message.added`, `ticket.team_changed` and what follows.
    Refuses `handover_needed`, `no_next_line`, `not_a_higher_line`.
    """
    ticket = fetched(actor, reference, rules.can_escalate)
    team = _chosen(ticket, team_id)
    note = _note(actor, ticket, handover, needed="handover_needed", field="handover")
    department_id = _department(ticket, team)
    move = Move(team=team, department_id=department_id, way=ESCALATED, message_id=note.id)
    return _move(actor, ticket, move)


@command
def return_to_line(actor: Actor, reference: str, *, reason: str) -> Ticket:
    """Gives the ticket back to the team that escalated it, and to its agent when they are at work.

    The reason becomes an internal note. Announces `message.added`, `ticket.team_changed` and what follows. Refuses
    `reason_needed`, and `not_escalated` when the present team did not get it by escalation.
    """
    ticket = fetched(actor, reference, rules.can_escalate)
    before = escalated_by(stays_of(ticket))
    if before is None:
        raise Refused("not_escalated")
    note = _note(actor, ticket, reason, needed="reason_needed", field="reason")
    agent_id = before.agent_id
    is_free = (
        agent_id is not None
        and works_there(agent_id, before.department_id)
        and states_of([agent_id])[agent_id].is_at_work
    )
    move = Move(
        team=teams()[before.team_id],
        department_id=before.department_id,
        way=RETURNED,
        assignee_id=agent_id if is_free else None,
        because=[Because("escalated_it")] if is_free else (),
        message_id=note.id,
    )
    return _move(actor, ticket, move)


@command
def give_to_team(actor: Actor, reference: str, *, team_id: int) -> Ticket:
    """Another team has the ticket; an assignee who does not belong to it is taken off.

    Announces `ticket.team_changed`. Nothing to do when it has it already. Refuses `not_found`.
    """
    ticket = fetched(actor, reference, rules.can_assign)
    team = teams().get(team_id)
    if team is None:
        raise NotFound()
    if ticket.team_id == team_id:
        return ticket
    keeps = ticket.assignee_id if ticket.assignee_id in team.member_ids else None
    return _move(actor, ticket, Move(team=team, department_id=_department(ticket, team), way=GIVEN, assignee_id=keeps))


def passed_on(actor: Actor, ticket: Ticket, department_id: int) -> dict[str, object]:
    """Within a transfer: the team of the new department's first line has it; gives the fields to save."""
    team = team_for(department_id)
    new = team.id if team else None
    if new != ticket.team_id:
        _announce(actor, ticket, Move(team=team, department_id=department_id, way=TRANSFERRED))
    return {"team_id": new}


def _move(actor: Actor, ticket: Ticket, move: Move) -> Ticket:
    values: dict[str, object] = {"team_id": move.team.id if move.team else None}
    _announce(actor, ticket, move)
    if move.department_id != ticket.department_id:
        announce(actor, TicketTransferred(subject=ticket.id, old=ticket.department_id, new=move.department_id))
        values["department_id"] = move.department_id
        for person_id in {ticket.assignee_id, actor.person_id} - {move.assignee_id}:
            if person_id is not None and not works_there(person_id, move.department_id):
                let_watch(actor, ticket, person_id)
    if ticket.assignee_id != move.assignee_id:
        values |= handed_to(actor, ticket, move.assignee_id, because=move.because)
    save(ticket, **values)
    return ticket


def _announce(actor: Actor, ticket: Ticket, move: Move) -> None:
    announce(
        actor,
        TeamChanged(
            subject=ticket.id,
            old=ticket.team_id,
            new=move.team.id if move.team else None,
            line=move.team.line if move.team else line_of(ticket),
            way=move.way,
            old_department_id=ticket.department_id,
            new_department_id=move.department_id,
            agent_id=ticket.assignee_id,
            message_id=move.message_id,
        ),
    )


def _chosen(ticket: Ticket, team_id: int | None) -> TeamFacts:
    team = teams().get(team_id) if team_id is not None else next_team(ticket)
    if team is None:
        raise Refused("no_next_line")
    if team.line <= line_of(ticket):
        raise Invalid("not_a_higher_line", field="team")
    return team


def _department(ticket: Ticket, team: TeamFacts) -> int:
    """Where the ticket stands with this team: where it is, or in the team's own department."""
    if team.department_id is None or works_in(team, ticket.department_id):
        return ticket.department_id
    if not Department.objects.filter(pk=team.department_id, is_active=True, brand_id=ticket.brand_id).exists():
        raise Invalid("team_of_another_brand", field="team")
    return team.department_id


def _note(actor: Actor, ticket: Ticket, text: str, *, needed: str, field: str) -> Message:
    text = text.strip()
    if not text:
        raise Invalid(needed, field=field)
    return add_message(
        actor,
        ticket,
        Writing(text=text, full_text=text),
        kind=MessageKind.NOTE,
        author_id=actor.person_id,
        is_public=False,
        is_from_desk=True,
    )
