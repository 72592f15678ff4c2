"""Parents and children among tickets."""

from __future__ import annotations

from django.utils.translation import ngettext

from tuki.kernel.actors import Actor
from tuki.tickets.models import LinkKind, Ticket, TicketLink
from tuki.tickets.queries.seeing import visible_to
from tuki.tickets.queries.workflow import statuses_in

MOST_NAMED = 20


def children_of(ticket: Ticket) -> list[int]:
    """The ids of its children."""
    rows = TicketLink.objects.filter(other=ticket, kind=LinkKind.CHILD_OF).order_by("id")
    return list(rows.values_list("ticket_id", flat=True))


def parent_of(ticket_id: int) -> int | None:
    """The id of its parent, or None."""
    rows = TicketLink.objects.filter(ticket_id=ticket_id, kind=LinkKind.CHILD_OF)
    return rows.values_list("other_id", flat=True).first()


def open_children(actor: Actor, ticket: Ticket) -> list[str]:
    """The references of children that are not closed; those that the actor does not see are only counted."""
    rows = Ticket.objects.filter(id__in=children_of(ticket), trashed_at=None)
    open_ = rows.exclude(status_id__in=statuses_in("closed")).order_by("id")
    seen = list(visible_to(actor).filter(id__in=open_.values("id")).order_by("id").values_list("reference", flat=True))
    hidden = open_.count() - len(seen)
    words = ngettext("%(count)d ticket that you do not see", "%(count)d tickets that you do not see", hidden)
    return seen[:MOST_NAMED] + ([words % {"count": hidden}] if hidden else [])
