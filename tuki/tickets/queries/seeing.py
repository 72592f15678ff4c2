"""What an actor may see: the only way to begin a read."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.command import is_running, keep_at_hand
from tuki.kernel.refusals import NotFound
from tuki.tickets.models import Message, Ticket, Watcher
from tuki.tickets.permissions import SEE, SEE_TRASH


def visible_to(actor: Actor, *, in_trash: bool = False) -> QuerySet[Ticket]:
    """The tickets that the actor may see.

    Agents: those of departments where they hold `tickets.see`, those assigned to them, and those they watch.
    Customers: those they requested, those of their organisation when they may see these, and those where
    an agent or the requester confirmed them as cc. Trash only for those who may see it.
    """
    tickets = Ticket.objects.filter(trashed_at__isnull=not in_trash)
    if actor.is_trusted:
        return tickets
    if in_trash and not actor.holds(SEE_TRASH):
        return tickets.none()
    return tickets.filter(_agent_sees(actor) if actor.is_staff else _customer_sees(actor))


def ticket_for(actor: Actor, reference: str, *, in_trash: bool | None = None) -> Ticket:
    """One ticket by its reference with what a page shows of it; `not_found` when it is not visible."""
    related = ("brand", "department", "assignee", "requester", "organisation", "status", "kind")
    for trash in (False, True) if in_trash is None else (in_trash,):
        found = visible_to(actor, in_trash=trash).select_related(*related).filter(reference=reference.upper())
        if ticket := found.first():
            return ticket
    raise NotFound()


def fetch_for_change(actor: Actor, reference: str | int, *, in_trash: bool = False) -> Ticket:
    """The ticket, locked until the command ends, by reference or id; `not_found` when it is not visible."""
    if not is_running():
        raise RuntimeError("only a command fetches a ticket for change")
    found = visible_to(actor, in_trash=in_trash)
    found = found.filter(pk=reference) if isinstance(reference, int) else found.filter(reference=reference.upper())
    ticket = found.select_for_update(of=("self",)).first()
    if ticket is None:
        raise NotFound()
    keep_at_hand(ticket)
    return ticket


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """Messages of visible tickets: all for agents; for customers only public ones that were not taken back."""
    messages = Message.objects.filter(ticket__in=visible_to(actor).values("id"))
    return messages if sees_notes(actor) else messages.filter(is_public=True, taken_back_at=None)


def messages_of(actor: Actor, ticket: Ticket) -> QuerySet[Message]:
    """The conversation of a ticket that the actor is known to see, oldest first; customers get no notes."""
    messages = Message.objects.filter(ticket=ticket).order_by("id")
    return messages if sees_notes(actor) else messages.filter(is_public=True, taken_back_at=None)


def sees_notes(actor: Actor) -> bool:
    """Internal notes and unverified messages are for agents and for the product itself."""
    return actor.is_staff or actor.is_trusted


def _agent_sees(actor: Actor) -> Q:
    areas = actor.areas(SEE)
    if areas is None:
        return Q()
    return Q(department_id__in=areas) | Q(assignee_id=actor.id) | Q(id__in=_watched(actor))


def _customer_sees(actor: Actor) -> Q:
    own = Q(requester_id=actor.id) | Q(id__in=_watched(actor).filter(is_confirmed=True))
    if actor.organisation_id is not None:
        own |= Q(organisation_id=actor.organisation_id)
    return own


def _watched(actor: Actor) -> QuerySet[Watcher, Any]:
    return Watcher.objects.filter(person_id=actor.id).values("ticket_id")
