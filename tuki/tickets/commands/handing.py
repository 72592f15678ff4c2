"""Handing a ticket to somebody, or to nobody: the part that assigning, transferring and lines share."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce
from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.tickets.commands.changing import moved
from tuki.tickets.events import Because, TicketAssigned
from tuki.tickets.models import Ticket
from tuki.tickets.permissions import SEE
from tuki.tickets.queries.workflow import workflow_of


def works_there(person_id: int, department_id: int) -> bool:
    """Whether somebody is an active agent who sees the tickets of a department."""
    person = Person.objects.filter(pk=person_id, is_active=True, is_staff=True).first()
    return person is not None and actor_of(person, cause="").holds(SEE, department_id)


def handed_to(
    actor: Actor, ticket: Ticket, assignee_id: int | None, *, because: Sequence[Because] = ()
) -> dict[str, object]:
    """Within a command: announces that somebody, or nobody, is responsible; gives the fields to save.

    A new ticket that somebody gets is assigned, an assigned one that nobody has is new again, as its workflow says.
    """
    old = ticket.assignee_id
    announce(actor, TicketAssigned(subject=ticket.id, old=old, new=assignee_id, because=list(because)))
    values: dict[str, object] = {"assignee_id": assignee_id}
    workflow = workflow_of(ticket.kind_id)
    both = (workflow.initial, workflow.assigned)
    before, after = both[::-1] if assignee_id is None else both
    return values | moved(actor, ticket, after) if ticket.status_id == before != after else values
