"""Tags on tickets."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import TagsChanged
from tuki.tickets.models import Tag, Ticket, TicketTag


@command
def tag_ticket(actor: Actor, reference: str, *, tags: Sequence[str]) -> Ticket:
    """Puts tags on; those that are there already are nothing to do. Announces `ticket.tags_changed`."""
    ticket = fetched(actor, reference, rules.can_change)
    if put_tags(actor, ticket, tags):
        save(ticket)
    return ticket


@command
def untag_ticket(actor: Actor, reference: str, *, tags: Sequence[str]) -> Ticket:
    """Takes tags off. Announces `ticket.tags_changed`."""
    ticket = fetched(actor, reference, rules.can_change)
    rows = TicketTag.objects.filter(ticket=ticket, tag__name__in=[_normal(each) for each in tags])
    removed = sorted(rows.values_list("tag_id", flat=True))
    if removed:
        rows.delete()
        announce(actor, TagsChanged(subject=ticket.id, added=[], removed=removed))
        save(ticket)
    return ticket


def put_tags(actor: Actor, ticket: Ticket, tags: Sequence[str]) -> list[int]:
    """Adds tags within a running command; the ids that were new on the ticket."""
    names = {name for each in tags if (name := _normal(each))}
    Tag.objects.bulk_create((Tag(name=name) for name in sorted(names)), ignore_conflicts=True)
    before = set(TicketTag.objects.filter(ticket=ticket).values_list("tag_id", flat=True))
    added = sorted(set(Tag.objects.filter(name__in=names).values_list("id", flat=True)) - before)
    TicketTag.objects.bulk_create(TicketTag(ticket=ticket, tag_id=each) for each in added)
    if added:
        announce(actor, TagsChanged(subject=ticket.id, added=added, removed=[]))
    return added


def _normal(name: str) -> str:
    return plain_line(name, 60).lower().lstrip("#")
