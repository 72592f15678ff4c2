"""Tickets of agents who are gone go back to their queue."""

from __future__ import annotations

from tuki.assignment.queries.gone import why_gone
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.tickets.commands.assign import unassign_ticket
from tuki.tickets.events import Because
from tuki.tickets.queries import fetch_for_change


@command
def put_back(actor: Actor, ticket_id: int, *, agent_id: int) -> bool:
    """Puts a ticket back because its agent is gone; the timeline says why. Announces `ticket.assigned`.

    False when it is no longer so: the agent came back or answered, or somebody else has the ticket.
    """
    ticket = fetch_for_change(actor, ticket_id)
    why = why_gone(ticket) if ticket.assignee_id == agent_id else None
    if why is None:
        return False
    unassign_ticket(actor, ticket_id, because=[Because(why)])
    return True
