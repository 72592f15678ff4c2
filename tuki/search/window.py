"""The newest matches an actor sees: words from the index, conditions from the rows, permission from the rooms.

Done in short steps by primary key rather than in one join: planners take the wrong side of such a join first, and
go through all tickets for five hundred matches.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from tuki.search import store
from tuki.search.filters import Reader, ticket_condition
from tuki.search.models import Entry
from tuki.search.query import And, Filter, Node, Not, Or, is_textual
from tuki.search.query.tree import conjunction, has_words
from tuki.tickets.models import Message, Ticket
from tuki.tickets.queries import messages_visible_to, visible_to
from tuki.tickets.queries.seeing import sees_notes

SIZE = 500
"""Matches in one window."""
LETTERS = 500
"""Of a message's text that ranking looks at."""


class Match(NamedTuple):
    """An entry the actor sees, as far as ranking looks at it; ``text`` is the beginning of a message."""

    entry_id: int
    ticket_id: int
    message_id: int | None
    reference: str
    subject: str
    names: str
    updated_at: datetime
    text: str


class Window(NamedTuple):
    """The matches of a window, newest first, and below which entry the next begins (None after the last)."""

    matches: list[Match]
    next_before: int | None


def newest_matches(reader: Reader, root: Node, *, before: int, wanted: int) -> Window:
    """The newest visible matches below an entry.

    First the newest matches of the words are taken, and what the actor sees of them. Only when that gives less than
    ``wanted`` tickets, because they see few of many matches, all matches are gone through.
    """
    question = _Question.of(reader, root)
    if question.words is None:
        return _from_all(reader, question, before)
    found = store.newest(question.words, limit=SIZE, before=before)
    matches = _seen(reader, question, found)
    if len(found) < SIZE:
        return Window(matches, None)
    if len({match.ticket_id for match in matches}) >= wanted:
        return Window(matches, found[-1])
    return _from_all(reader, question, before)


class _Question(NamedTuple):
    """A query taken apart by who answers it: the index, the tickets, or, mixed by *or*, both."""

    words: Node | None
    tickets: Q
    entries: Q

    @classmethod
    def of(cls, reader: Reader, root: Node) -> _Question:
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


def _from_all(reader: Reader, question: _Question, before: int) -> Window:
    """The newest of all visible matches, in one query over everything the actor sees."""
    tickets = visible_to(reader.actor).filter(question.tickets)
    entries = Entry.objects.filter(question.entries, id__lt=before, ticket__in=tickets.values("id"))
    if not sees_notes(reader.actor):
        entries = entries.filter(Q(message=None) | Q(message__in=messages_visible_to(reader.actor).values("id")))
    if question.words is not None:
        entries = entries.filter(id__in=store.matching(question.words))
    found = list(entries.order_by("-id").values_list("id", flat=True)[:SIZE])
    return Window(_seen(reader, question, found), found[-1] if len(found) == SIZE else None)


def _seen(reader: Reader, question: _Question, entry_ids: Sequence[int]) -> list[Match]:
    """The entries of these that the actor sees and whose tickets fulfil the conditions, in the same order."""
    if not entry_ids:
        return []
    entries = Entry.objects.filter(question.entries, id__in=entry_ids).order_by("-id")
    rows = list(entries.values_list("id", "ticket_id", "message_id"))
    tickets = _tickets(reader, question, {ticket_id for _, ticket_id, _ in rows})
    messages = _messages(reader, {message_id for _, ticket_id, message_id in rows if ticket_id in tickets})
    matches = []
    for entry_id, ticket_id, message_id in rows:
        if ticket_id not in tickets or (message_id is not None and message_id not in messages):
            continue
        reference, subject, requester, updated_at = tickets[ticket_id]
        author, text = messages.get(message_id, ("", ""))
        names = f"{requester} {author}"
        matches.append(Match(entry_id, ticket_id, message_id, reference, subject, names, updated_at, text))
    return matches


def _tickets(reader: Reader, question: _Question, ids: Collection[int | None]) -> dict[int, tuple]:
    visible: QuerySet[Ticket] = visible_to(reader.actor).filter(question.tickets, id__in=ids)
    rows = visible.values_list("id", "reference", "subject", "requester__name", "updated_at")
    return {key: tuple(values) for key, *values in rows}


def _messages(reader: Reader, ids: Collection[int | None]) -> dict[int | None, tuple[str, str]]:
    """Authors and beginnings of messages of tickets that are known to be visible."""
    visible = Message.objects if sees_notes(reader.actor) else messages_visible_to(reader.actor)
    rows = visible.filter(id__in=[key for key in ids if key is not None])
    return {
        key: (author, text) for key, author, text in rows.values_list("id", "author_name", Substr("text", 1, LETTERS))
    }
