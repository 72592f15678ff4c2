"""Who is responsible: assigning, taking, giving back, transferring."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.models import Department
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.commands.handing import handed_to, works_there
from tuki.tickets.events import Because, TicketTransferred
from tuki.tickets.lines.moving import passed_on
from tuki.tickets.models import Ticket


@command
def assign_ticket(actor: Actor, reference: str | int, *, assignee_id: int, because: Sequence[Because] = ()) -> Ticket:
    """Makes an agent responsible; a new ticket becomes assigned. Nothing to do when they are already.

    Announces `ticket.assigned` with the reasons of a choice. Refuses `not_an_agent_there`.
    """
    ticket = fetched(actor, reference, rules.can_assign)
    if ticket.assignee_id == assignee_id:
        return ticket
    if not works_there(assignee_id, ticket.department_id):
        raise Invalid("not_an_agent_there", field="assignee")
    save(ticket, **handed_to(actor, ticket, assignee_id, because=because))
    return ticket


@command
def take_ticket(actor: Actor, reference: str) -> Ticket:
    """Somebody assigns a ticket to themselves."""
    if actor.id is None:
        raise Refused("not_allowed")
    return assign_ticket(actor, reference, assignee_id=actor.id)


@command
def unassign_ticket(actor: Actor, reference: str | int, *, because: Sequence[Because] = ()) -> Ticket:
    """Puts the ticket back: nobody is responsible, its team stays; an assigned ticket is new again.

    Announces `ticket.assigned`. Nothing to do when nobody was responsible.
    """
    ticket = fetched(actor, reference, rules.can_assign)
    if ticket.assignee_id is not None:
        save(ticket, **handed_to(actor, ticket, None, because=because))
    return ticket


@command
def transfer_ticket(actor: Actor, reference: str, *, department_id: int) -> Ticket:
    """Another department answers from now on, beginning with its first line; number, history and waiting time stay.

    An assignee who does not work there is taken off. Announces `ticket.transferred`, and `ticket.team_changed` when
    another team works there. Nothing to do when it is there already.
    """
    ticket = fetched(actor, reference, rules.can_transfer)
    if ticket.department_id == department_id:
        return ticket
    if not Department.objects.filter(pk=department_id, is_active=True, brand_id=ticket.brand_id).exists():
        raise NotFound()
    announce(actor, TicketTransferred(subject=ticket.id, old=ticket.department_id, new=department_id))
    values: dict[str, object] = {"department_id": department_id, **passed_on(actor, ticket, department_id)}
    if ticket.assignee_id is not None and not works_there(ticket.assignee_id, department_id):
        values |= handed_to(actor, ticket, None)
    save(ticket, **values)
    return ticket
