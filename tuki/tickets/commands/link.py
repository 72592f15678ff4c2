"""Links between tickets."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import TicketLinked, TicketUnlinked
from tuki.tickets.models import LinkKind, TicketLink
from tuki.tickets.queries import fetch_for_change


@command
def link_tickets(actor: Actor, reference: str, *, other: str, kind: str = "relates") -> None:
    """The ticket relates to (duplicates, blocks …) another that the actor sees. Announced on both.

    Refuses `not_found` for a ticket that the actor may not see, `link_to_itself`, `invalid`.
    """
    if kind not in LinkKind.values:
        raise Invalid("invalid", field="kind")
    ticket = fetched(actor, reference, rules.can_change)
    target = fetch_for_change(actor, other)
    if ticket.id == target.id:
        raise Invalid("link_to_itself", field="other")
    if TicketLink.objects.get_or_create(ticket=ticket, other=target, kind=kind)[1]:
        announce(actor, TicketLinked(subject=ticket.id, other_id=target.id, link_kind=kind))
        save(ticket)


@command
def unlink_tickets(actor: Actor, reference: str, *, other: str, kind: str = "relates") -> None:
    """The relation ends. Nothing to do when there was none."""
    ticket = fetched(actor, reference, rules.can_change)
    target = fetch_for_change(actor, other)
    if TicketLink.objects.filter(ticket=ticket, other=target, kind=kind).delete()[0]:
        announce(actor, TicketUnlinked(subject=ticket.id, other_id=target.id, link_kind=kind))
        save(ticket)


@command
def link_follow_up(actor: Actor, ticket_id: int, *, earlier_id: int) -> None:
    """A door says that a new ticket continues an earlier one that could not be reopened."""
    if TicketLink.objects.get_or_create(ticket_id=ticket_id, other_id=earlier_id, kind=LinkKind.FOLLOWS)[1]:
        announce(actor, TicketLinked(subject=ticket_id, other_id=earlier_id, link_kind="follows"))
