"""A ticket's team and line: escalating with a handover, returning with a reason, giving to a team."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.naming import known_team
from tuki.api.routes import Routes
from tuki.api.shapes import Id, Input, Items, LongText, Name, PersonRef
from tuki.api.tickets.shapes import TicketShape, ticket_shape
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.lines.moving import escalate_to_line, give_to_team, return_to_line
from tuki.tickets.lines.queries import stays_of
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("lines")
READ, WRITE = "tickets:read", "tickets:write"
Words = Annotated[LongText, Meta(min_length=1)]


class Stay(msgspec.Struct):
    """A stay with a team. `came` and `left`: opened, escalated, returned, given, transferred; `agent` had it last."""

    team: int
    name: str
    line: int
    came: str
    left: str
    agent: PersonRef | None
    from_at: datetime
    to_at: datetime | None


class Escalation(Input):
    """The handover becomes an internal note. Without `team` (id or name) the next line's takes over."""

    handover: Words
    team: Id | Name | None = None


class Return(Input):
    """Why it goes back; an internal note."""

    reason: Words


class TeamGiven(Input):
    """The team by id or name."""

    team: Id | Name


@routes.get("/tickets/{reference:number}/line", scope=READ, answer=Items[Stay])
def show_way(actor: Actor, number: str) -> Items[Stay]:
    """The ticket's way through teams, oldest first; empty while it never left its first team. For agents."""
    ticket = ticket_for(actor, number)
    if not sees_notes(actor):
        raise Refused("not_allowed")
    return Items(
        [
            Stay(
                each.team_id,
                each.team,
                each.line,
                each.came,
                each.left,
                PersonRef(each.agent_id, each.agent or "", "") if each.agent_id else None,
                each.from_at,
                each.to_at,
            )
            for each in stays_of(ticket)
        ],
        None,
    )


@routes.post("/tickets/{reference:number}/escalation", scope=WRITE, body=Escalation, answer=TicketShape | None)
def escalate(actor: Actor, body: Escalation, number: str) -> TicketShape | None:
    """A higher line takes over. Null when the caller does not see the ticket there."""
    ticket_shape(actor, number)
    team_id = known_team(body.team) if body.team is not None else None
    return _seen(actor, escalate_to_line(actor, number, handover=body.handover, team_id=team_id).reference)


@routes.delete("/tickets/{reference:number}/escalation", scope=WRITE, given=Return, answer=TicketShape | None)
def give_back(actor: Actor, body: Return, number: str) -> TicketShape | None:
    """Back to the team that escalated it (`?reason=`, or the same as a body)."""
    ticket_shape(actor, number)
    return _seen(actor, return_to_line(actor, number, reason=body.reason).reference)


@routes.post("/tickets/{reference:number}/team", scope=WRITE, body=TeamGiven, answer=TicketShape | None)
def give(actor: Actor, body: TeamGiven, number: str) -> TicketShape | None:
    """Another team has it from now on."""
    ticket_shape(actor, number)
    return _seen(actor, give_to_team(actor, number, team_id=known_team(body.team)).reference)


def _seen(actor: Actor, number: str) -> TicketShape | None:
    try:
        return ticket_shape(actor, number)
    except NotFound:
        return None
