"""The newest matches an actor sees: words from the index, conditions from the rows, permission from the rooms.

Done in short steps by primary key rather than in one join: planners take the wrong side of such a join first, and
go through all tickets for five hundred matches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from tuki.kernel.database.prepared import Prepared, Slots
from tuki.kernel.numerals import LARGEST
from tuki.search import store
from tuki.search.filters import Reader, ticket_condition
from tuki.search.models import Entry
from tuki.search.query import And, Filter, Node, Not, Or, is_textual
from tuki.search.query.tree import conjunction, has_phrase, has_words
from tuki.tickets.models import Message, Ticket
from tuki.tickets.queries import messages_visible_to, visible_to
from tuki.tickets.queries.seeing import Question, sees_notes

SIZE = 160
"""Matches in one window, which are ranked together."""
_SIZE_OF_SEVERAL = 120
_SIZE_OF_PHRASE = 80
_WIDER = 8
_FEW = 2_000


class TicketRow(NamedTuple):
    """What ranking and a hit need of a ticket."""

    id: int
    reference: str
    subject: str
    requester: str
    updated_at: datetime


class Seen(NamedTuple):
    """Entries the actor sees, the newest first, their tickets, and the texts of their messages, None when not read."""

    entries: list[store.Found]
    tickets: dict[int, TicketRow]
    texts: dict[int, str] | None

    def is_enough(self, wanted: int) -> bool:
        """Whether as many tickets are among them."""
        return len({entry.ticket_id for entry in self.entries}) >= wanted


class Place(NamedTuple):
    """Where a window begins: below which entry, and whether compounds are looked for (None: not yet decided)."""

    before: int = LARGEST
    compounds: bool | None = None


class Window(NamedTuple):
    """The matches of a window, whether compounds were looked for, and where the next window begins."""

    seen: Seen
    compounds: bool
    next_before: int | None


def newest_matches(reader: Reader, root: Node, place: Place, *, wanted: int) -> Window:
    """The newest visible matches from a place on; compounds count when the words themselves fill no window.

    First the newest matches of the words are taken, and what the actor sees of them, for agents then more of them.
    Only when that still gives less than ``wanted`` tickets, as they see few of many, all matches are gone through.
    """
    question = Asked.of(reader, root)
    if question.words is None:
        return _from_all(reader, question, place.before, compounds=True)
    size = limit = _size_for(question.words)
    compounds, found = _first_found(question.words, place, size)
    seen = _seen(reader, question, found, size)
    if len(found) == limit and not seen.is_enough(wanted):
        if not sees_notes(reader.actor):
            return _from_all(reader, question, place.before, compounds=compounds)
        size, limit = 2 * size, _WIDER * size
        found = store.newest(question.words, limit=limit, before=place.before, compounds=compounds)
        seen = _seen(reader, question, found, size)
        if len(found) == limit and len(seen.entries) < size and not seen.is_enough(wanted):
            return _from_all(reader, question, place.before, compounds=compounds)
    if len(seen.entries) == size:
        return Window(seen, compounds, seen.entries[-1].entry_id)
    return Window(seen, compounds, found[-1].entry_id if len(found) == limit else None)


def _size_for(words: Node) -> int:
    """How many matches hold a page of tickets: the more is asked of a text, the fewer texts of a ticket have it, and
    the more each costs, a phrase most, as positions must be read."""
    if has_phrase(words):
        return min(SIZE, _SIZE_OF_PHRASE)
    return min(SIZE, _SIZE_OF_SEVERAL) if isinstance(words, And) else SIZE


def _first_found(words: Node, place: Place, size: int) -> tuple[bool, list[store.Found]]:
    found = store.newest(words, limit=size, before=place.before, compounds=bool(place.compounds))
    if place.compounds is None and len(found) < size and store.has_compounds(words):
        return True, store.newest(words, limit=size, before=place.before)
    return bool(place.compounds), found


_TEXTS = Prepared(lambda: Message.objects.filter(id__in=Slots("message_ids")).values_list("id", "text"))


def texts_of(messages: Collection[int]) -> dict[int, str]:
    """Texts of messages that are known to be visible."""
    return dict(_TEXTS.all(message_ids=list(messages))) if messages else {}


class Asked(NamedTuple):
    """A query taken apart by who answers it: the index, the tickets, or, mixed by *or*, both."""

    words: Node | None
    tickets: Q
    entries: Q

    @classmethod
    def of(cls, reader: Reader, root: Node) -> Asked:
        parts = root.nodes if isinstance(root, And) else (root,)
        words = conjunction([part for part in parts if is_textual(part)])
        tickets = [_on_tickets(reader, part) for part in parts if not has_words(part)]
        mixed = [_on_entries(reader, part) for part in parts if has_words(part) and not is_textual(part)]
        if words is None and not mixed:
            mixed = [Q(message=None)]
        return cls(words, reduce(and_, tickets, Q()), reduce(and_, mixed, Q()))


def _on_tickets(reader: Reader, node: Node) -> Q:
    """A part of a query without words as a condition on tickets."""
    match node:
        case Not(inner):
            return ~_on_tickets(reader, inner)
        case And(nodes):
            return reduce(and_, [_on_tickets(reader, part) for part in nodes])
        case Or(nodes):
            return reduce(or_, [_on_tickets(reader, part) for part in nodes])
        case Filter():
            return ticket_condition(reader, node)
    raise TypeError(node)


def _on_entries(reader: Reader, node: Node) -> Q:
    """A part of a query that mixes words and filters as a condition on entries."""
    if is_textual(node):
        return Q(id__in=store.matching(node))
    if not has_words(node):
        return Q(ticket__in=visible_to(reader.actor).filter(_on_tickets(reader, node)).values("id"))
    match node:
        case Not(inner):
            return ~_on_entries(reader, inner)
        case And(nodes):
            return reduce(and_, [_on_entries(reader, part) for part in nodes])
        case Or(nodes):
            return reduce(or_, [_on_entries(reader, part) for part in nodes])
    raise TypeError(node)


def _from_all(reader: Reader, question: Asked, before: int, *, compounds: bool) -> Window:
    """The newest of all visible matches."""
    tickets = visible_to(reader.actor).filter(question.tickets)
    if question.words is not None:
        few = list(tickets.values_list("id", flat=True)[: _FEW + 1])
        if len(few) <= _FEW:
            return _from_few(reader, question, before, few, compounds=compounds)
    entries = Entry.objects.filter(question.entries, id__lt=before, ticket__in=tickets.values("id"))
    if not sees_notes(reader.actor):
        entries = entries.filter(Q(message=None) | Q(message__in=messages_visible_to(reader.actor).values("id")))
    if question.words is not None:
        entries = entries.filter(id__in=store.matching(question.words, compounds=compounds))
    rows = entries.order_by("-id").values_list("id", "ticket_id", "message_id")[:SIZE]
    found = list(map(store.Found._make, rows))
    return Window(_seen(reader, question, found, SIZE), compounds, found[-1].entry_id if len(found) == SIZE else None)


def _from_few(reader: Reader, question: Asked, before: int, ticket_ids: Sequence[int], *, compounds: bool) -> Window:
    """The same for somebody who sees few tickets: only their entries are held against the words."""
    assert question.words is not None
    entries = Entry.objects.filter(id__lt=before, ticket__in=ticket_ids).values_list("id", flat=True)
    ids = list(entries)
    found = store.among(question.words, ids, limit=len(ids), compounds=compounds) if ids else []
    seen = _seen(reader, question, found, SIZE)
    return Window(seen, compounds, seen.entries[-1].entry_id if len(seen.entries) == SIZE else None)


def _seen(reader: Reader, question: Asked, found: Sequence[store.Found], size: int) -> Seen:
    """The first of these entries that the actor sees and whose tickets fulfil the conditions, in the same order.

    Texts are read when there are few matches, or when it must be known which messages are visible.
    """
    if question.entries:
        wanted = Entry.objects.filter(question.entries, id__in=[entry.entry_id for entry in found])
        ids = set(wanted.values_list("id", flat=True))
        found = [entry for entry in found if entry.entry_id in ids]
    tickets = _tickets(reader, question, {entry.ticket_id for entry in found})
    entries = [entry for entry in found if entry.ticket_id in tickets]
    if sees_notes(reader.actor):
        texts = texts_of(_messages_of(entries)) if len(entries) < size // 2 else None
        return Seen(entries[:size], tickets, texts)
    visible = messages_visible_to(reader.actor).filter(id__in=_messages_of(entries))
    told = dict(visible.values_list("id", "text"))
    entries = [entry for entry in entries if entry.message_id is None or entry.message_id in told]
    return Seen(entries[:size], tickets, told)


def _messages_of(entries: Sequence[store.Found]) -> list[int]:
    return [entry.message_id for entry in entries if entry.message_id is not None]


_TICKET_FIELDS = ("id", "reference", "subject", "requester__name", "updated_at")
_TICKETS = Question(lambda tickets: tickets.filter(id__in=Slots("ticket_ids")).values_list(*_TICKET_FIELDS))


def _tickets(reader: Reader, question: Asked, ids: Collection[int]) -> dict[int, TicketRow]:
    """Those of the tickets that the actor sees and that fulfil the conditions."""
    if not ids:
        return {}
    if question.tickets:
        visible: QuerySet[Ticket] = visible_to(reader.actor).filter(question.tickets, id__in=ids)
        rows: Iterable[tuple[Any, ...]] = visible.values_list(*_TICKET_FIELDS)
    else:
        rows = _TICKETS.all(reader.actor, ticket_ids=list(ids))
    return {row[0]: TicketRow._make(row) for row in rows}
