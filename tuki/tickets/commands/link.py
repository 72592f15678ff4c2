"""Links between tickets."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import TicketLinked, TicketUnlinked
from tuki.tickets.models import LinkKind, Ticket, TicketLink
from tuki.tickets.queries import fetch_for_change, visible_to
from tuki.tickets.queries.relatives import parent_of

PARENT_OF = "parent_of"  # how the page of a parent says it; kept as the child's link


@command
def link_tickets(actor: Actor, reference: str, *, other: str, kind: str = "relates") -> None:
    """The ticket relates to (duplicates, blocks …) another that the actor sees.

    `parent_of` is `child_of` the other way round. Announces `ticket.linked`. Refuses `not_found` for a ticket that the
    actor may not see, `link_to_itself`, `has_parent`, `parents_in_circle`, `invalid`. Nothing to do when they
    are linked already.
    """
    ticket, target = _both(actor, reference, other, kind)
    if ticket.id == target.id:
        raise Invalid("link_to_itself", field="other")
    source, goal, stored = _stored(ticket, target, kind)
    if TicketLink.objects.filter(ticket=source, other=goal, kind=stored).exists():
        return
    if stored == LinkKind.CHILD_OF:
        _insist_family(actor, source, goal)
    TicketLink.objects.create(ticket=source, other=goal, kind=stored)
    announce(actor, TicketLinked(subject=ticket.id, other_id=target.id, link_kind=kind))
    save(ticket)


@command
def unlink_tickets(actor: Actor, reference: str, *, other: str, kind: str = "relates") -> None:
    """The relation ends. Nothing to do when there was none."""
    ticket, target = _both(actor, reference, other, kind)
    source, goal, stored = _stored(ticket, target, kind)
    if TicketLink.objects.filter(ticket=source, other=goal, kind=stored).delete()[0]:
        announce(actor, TicketUnlinked(subject=ticket.id, other_id=target.id, link_kind=kind))
        save(ticket)


@command
def link_follow_up(actor: Actor, ticket_id: int, *, earlier_id: int) -> None:
    """A door says that a new ticket continues an earlier one that could not be reopened."""
    if TicketLink.objects.get_or_create(ticket_id=ticket_id, other_id=earlier_id, kind=LinkKind.FOLLOWS)[1]:
        announce(actor, TicketLinked(subject=ticket_id, other_id=earlier_id, link_kind="follows"))


def _both(actor: Actor, reference: str, other: str, kind: str) -> tuple[Ticket, Ticket]:
    if kind not in (*LinkKind.values, PARENT_OF):
        raise Invalid("invalid", field="kind")
    return fetched(actor, reference, rules.can_change), fetch_for_change(actor, other)


def _stored(ticket: Ticket, other: Ticket, kind: str) -> tuple[Ticket, Ticket, str]:
    """From which ticket to which one the link is kept, and as what."""
    return (other, ticket, LinkKind.CHILD_OF) if kind == PARENT_OF else (ticket, other, kind)


def _insist_family(actor: Actor, child: Ticket, parent: Ticket) -> None:
    """A ticket has one parent, and is never below itself."""
    if (known := parent_of(child.id)) is not None:
        name = visible_to(actor).filter(pk=known).values_list("reference", flat=True).first()
        raise Invalid("has_parent", field="other", parent=name or "—")
    above: int | None = parent.id
    while above is not None:
        if above == child.id:
            raise Invalid("parents_in_circle", field="other")
        above = parent_of(above)
