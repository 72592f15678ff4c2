"""Who is responsible: assigning, taking, giving back, transferring."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.access import actor_of
from tuki.people.models import Department, Person
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import StatusChanged, TicketAssigned, TicketTransferred
from tuki.tickets.models import Ticket
from tuki.tickets.permissions import SEE
from tuki.tickets.statuses import ASSIGNED, NEW


@command
def assign_ticket(actor: Actor, reference: str, *, assignee_id: int) -> Ticket:
    """Makes an agent responsible; a new ticket becomes assigned. Nothing to do when they are already.

    Announces `ticket.assigned`. Refuses `not_an_agent_there`.
    """
    ticket = fetched(actor, reference, rules.can_assign)
    if ticket.assignee_id == assignee_id:
        return ticket
    assignee = Person.objects.filter(pk=assignee_id, is_active=True, is_staff=True).first()
    if assignee is None or not actor_of(assignee, cause="").holds(SEE, ticket.department_id):
        raise Invalid("not_an_agent_there", field="assignee")
    values: dict[str, object] = {"assignee_id": assignee_id}
    announce(actor, TicketAssigned(subject=ticket.id, old=ticket.assignee_id, new=assignee_id))
    if ticket.status_id == NEW:
        values["status_id"] = ASSIGNED
        announce(actor, StatusChanged(subject=ticket.id, old=NEW, new=ASSIGNED))
    save(ticket, **values)
    return ticket


@command
def take_ticket(actor: Actor, reference: str) -> Ticket:
    """Somebody assigns a ticket to themselves."""
    if actor.id is None:
        raise Refused("not_allowed")
    return assign_ticket(actor, reference, assignee_id=actor.id)


@command
def unassign_ticket(actor: Actor, reference: str) -> Ticket:
    """Nobody is responsible any more; an assigned ticket is new again. Nothing to do when nobody was."""
    ticket = fetched(actor, reference, rules.can_assign)
    if ticket.assignee_id is None:
        return ticket
    values: dict[str, object] = {"assignee_id": None}
    announce(actor, TicketAssigned(subject=ticket.id, old=ticket.assignee_id, new=None))
    if ticket.status_id == ASSIGNED:
        values["status_id"] = NEW
        announce(actor, StatusChanged(subject=ticket.id, old=ASSIGNED, new=NEW))
    save(ticket, **values)
    return ticket


@command
def transfer_ticket(actor: Actor, reference: str, *, department_id: int) -> Ticket:
    """Another department answers from now on; an assignee who does not work there is taken off.

    Announces `ticket.transferred`. Nothing to do when it is there already.
    """
    ticket = fetched(actor, reference, rules.can_transfer)
    if ticket.department_id == department_id:
        return ticket
    if not Department.objects.filter(pk=department_id, is_active=True, brand_id=ticket.brand_id).exists():
        raise NotFound()
    announce(actor, TicketTransferred(subject=ticket.id, old=ticket.department_id, new=department_id))
    stays = ticket.assignee is not None and actor_of(ticket.assignee, cause="").holds(SEE, department_id)
    values: dict[str, object] = {"department_id": department_id}
    if ticket.assignee_id is not None and not stays:
        announce(actor, TicketAssigned(subject=ticket.id, old=ticket.assignee_id, new=None))
        values["assignee_id"] = None
        if ticket.status_id == ASSIGNED:
            values["status_id"] = NEW
            announce(actor, StatusChanged(subject=ticket.id, old=ASSIGNED, new=NEW))
    save(ticket, **values)
    return ticket
