"""History of another desk, as it was there: no workflow forbids what has happened already. Never for persons."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, at_hand, command
from tuki.kernel.refusals import Refused
from tuki.tickets.commands.changing import moved, save
from tuki.tickets.events import TicketAssigned
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.lines.hops import GIVEN
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change


@command
def record_status(actor: Actor, ticket_id: int, *, status: str, resolution: str | None = None) -> Ticket:
    """The ticket stood there from this moment. Announces `ticket.status_changed`; nothing to do when it did already."""
    ticket = _fetched(actor, ticket_id)
    if ticket.status_id != status:
        save(ticket, **moved(actor, ticket, status, resolution))
    return ticket


@command
def record_assignee(actor: Actor, ticket_id: int, *, assignee_id: int | None) -> Ticket:
    """Somebody who may be here no longer was responsible from this moment, or nobody. Announces `ticket.assigned`."""
    ticket = _fetched(actor, ticket_id)
    if ticket.assignee_id != assignee_id:
        announce(actor, TicketAssigned(subject=ticket.id, old=ticket.assignee_id, new=assignee_id))
        save(ticket, assignee_id=assignee_id)
    return ticket


@command
def record_team(actor: Actor, ticket_id: int, *, team_id: int, line: int) -> Ticket:
    """A team had the ticket from this moment. Announces `ticket.team_changed`."""
    ticket = _fetched(actor, ticket_id)
    if ticket.team_id != team_id:
        announce(
            actor,
            TeamChanged(
                subject=ticket.id,
                old=ticket.team_id,
                new=team_id,
                line=line,
                way=GIVEN,
                old_department_id=ticket.department_id,
                new_department_id=ticket.department_id,
                agent_id=ticket.assignee_id,
            ),
        )
        save(ticket, team_id=team_id)
    return ticket


def _fetched(actor: Actor, ticket_id: int) -> Ticket:
    if actor.is_person:
        raise Refused("not_allowed")
    return at_hand(Ticket, ticket_id) or fetch_for_change(actor, ticket_id)
