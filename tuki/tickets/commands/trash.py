"""The trash: nothing is deleted at once, everything there can be restored."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Refused
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import TicketRestored, TicketTrashed
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change


@command
def trash_ticket(actor: Actor, reference: str) -> Ticket:
    """Puts the ticket into the trash. Announces `ticket.trashed`."""
    ticket = fetched(actor, reference, rules.can_trash)
    save(ticket, trashed_at=clock.now())
    announce(actor, TicketTrashed(subject=ticket.id))
    return ticket


@command
def restore_ticket(actor: Actor, reference: str) -> Ticket:
    """Takes the ticket out of the trash. Announces `ticket.restored`."""
    ticket = fetch_for_change(actor, reference, in_trash=True)
    if not rules.can_trash(actor, ticket):
        raise Refused("not_allowed")
    save(ticket, trashed_at=None)
    announce(actor, TicketRestored(subject=ticket.id))
    return ticket
