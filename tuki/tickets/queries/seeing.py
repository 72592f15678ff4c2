"""What an actor may see: the only way to begin a read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.command import is_running, keep_at_hand
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.refusals import NotFound
from tuki.tickets.models import Message, Ticket, Watcher
from tuki.tickets.permissions import SEE, SEE_TRASH

R = TypeVar("R")
READER, ORGANISATION = Slot("reader_id"), Slot("organisation_id")
_MOST_SIGHTS = 500


class Sight(NamedTuple):
    """What decides which tickets an actor sees: equal sights see the same. Made by `sight_of` alone."""

    person_id: int | Slot | None
    is_trusted: bool
    is_staff: bool
    areas: frozenset[int] | None
    sees_trash: bool
    organisation_id: int | Slot | None


def sight_of(actor: Actor) -> Sight:
    """The actor, reduced to what they may see."""
    return Sight(
        actor.id, actor.is_trusted, actor.is_staff, actor.areas(SEE), actor.holds(SEE_TRASH), actor.organisation_id
    )


def visible_to(actor: Actor, *, in_trash: bool = False) -> QuerySet[Ticket]:
    """The tickets that the actor may see.

    Agents: those of departments where they hold `tickets.see`, those assigned to them, and those they watch.
    Customers: those they requested, those of their organisation when they may see these, and those where
    an agent or the requester confirmed them as cc. Trash only for those who may see it.
    """
    return _seen_with(sight_of(actor), in_trash=in_trash)


class Question(Generic[R]):
    """A query that begins at the tickets an actor sees, prepared once for all actors of the same rights.

        _LATEST = Question(lambda tickets: tickets.filter(requester_id=Slot("requester_id")).values_list("id")[:5])
        rows = _LATEST.all(actor, requester_id=7)

    Within it `READER` stands for the actor's id.
    """

    def __init__(self, ask: Callable[[QuerySet[Ticket]], QuerySet[Any, R]], *, in_trash: bool = False) -> None:
        self._ask = ask
        self._in_trash = in_trash
        self._prepared: dict[Sight, Prepared[R]] = {}

    def all(self, actor: Actor, **values: Any) -> list[R]:
        """The rows that the actor sees; one query."""
        own = sight_of(actor)
        if self._in_trash and not own.sees_trash:
            return []
        sight = own._replace(person_id=READER, organisation_id=ORGANISATION if own.organisation_id else None)
        prepared = self._prepared.get(sight)
        if prepared is None:
            if len(self._prepared) >= _MOST_SIGHTS:
                self._prepared.clear()
            prepared = Prepared(lambda: self._ask(_seen_with(sight, in_trash=self._in_trash)))
            self._prepared[sight] = prepared
        return prepared.all(reader_id=actor.id, organisation_id=actor.organisation_id, **values)

    def first(self, actor: Actor, **values: Any) -> R | None:
        """The first of them, or None."""
        rows = self.all(actor, **values)
        return rows[0] if rows else None


def _by_reference(in_trash: bool) -> Question[Ticket]:
    related = ("brand", "department", "assignee__agent_state__reason", "requester", "organisation", "status", "kind")
    secret = ("assignee__password", "requester__password")
    return Question(
        lambda tickets: tickets.filter(reference=Slot("reference")).select_related(*related).defer(*secret),
        in_trash=in_trash,
    )


_BY_REFERENCE = {in_trash: _by_reference(in_trash) for in_trash in (False, True)}


def ticket_for(actor: Actor, reference: str, *, in_trash: bool | None = None) -> Ticket:
    """One ticket by its reference with what a page shows of it; `not_found` when it is not visible."""
    for trash in (False, True) if in_trash is None else (in_trash,):
        if ticket := _BY_REFERENCE[trash].first(actor, reference=reference.upper()):
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
    return of_ticket(ticket.id, with_notes=sees_notes(actor))


def of_ticket(ticket_id: int | Slot, *, with_notes: bool) -> QuerySet[Message]:
    """The conversation of a ticket, oldest first, as agents read it, or as it is read outside."""
    messages = Message.objects.filter(ticket=ticket_id).order_by("id")
    return messages if with_notes else messages.filter(is_public=True, taken_back_at=None)


def sees_notes(actor: Actor) -> bool:
    """Internal notes and unverified messages are for agents and for the product itself."""
    return actor.is_staff or actor.is_trusted


def _seen_with(sight: Sight, *, in_trash: bool) -> QuerySet[Ticket]:
    tickets = Ticket.objects.filter(trashed_at__isnull=not in_trash)
    if sight.is_trusted:
        return tickets
    if in_trash and not sight.sees_trash:
        return tickets.none()
    return tickets.filter(_agent_sees(sight) if sight.is_staff else _customer_sees(sight))


def _agent_sees(sight: Sight) -> Q:
    if sight.areas is None:
        return Q()
    return Q(department_id__in=sight.areas) | Q(assignee_id=sight.person_id) | Q(id__in=_watched(sight))


def _customer_sees(sight: Sight) -> Q:
    own = Q(requester_id=sight.person_id) | Q(id__in=_watched(sight).filter(is_confirmed=True))
    if sight.organisation_id is not None:
        own |= Q(organisation_id=sight.organisation_id)
    return own


def _watched(sight: Sight) -> QuerySet[Watcher, Any]:
    return Watcher.objects.filter(person_id=sight.person_id).values("ticket_id")
