"""Searching: what an actor sees of what matches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

import msgspec
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.people.queries import persons_visible_to
from tuki.search import store
from tuki.search.filters import Reader, ticket_condition
from tuki.search.language import ENABLED_LANGUAGES
from tuki.search.lexemes import PERSON_SCOPE
from tuki.search.models import Entry
from tuki.search.query import And, Filter, Node, Not, Or, Query, is_textual, parse_query, text_part
from tuki.search.query.tree import conjunction
from tuki.search.ranking import Candidate, rank
from tuki.search.snippet import snippet
from tuki.search.terms import Terms, terms_of
from tuki.tickets.models import Message
from tuki.tickets.queries import messages_visible_to, visible_to

WINDOW = 500
"""Matches ranked against each other; older ones come on later pages."""
MAX_LIMIT = 100
_RANKED_LETTERS = 500  # of a message's text
_MOST_PEOPLE = 5


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket or person that was found. ``snippet`` are pieces of plain text, each with whether to highlight it."""

    type: str
    id: int
    number: str
    subject: str
    snippet: list[tuple[str, bool]]
    score: float
    at: datetime
    message_id: int | None = None


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of tickets, best first; people on the first page only. ``next`` is the cursor of the next page."""

    query: Query
    hits: list[Hit]
    people: list[Hit]
    next: str | None


class _Row(NamedTuple):
    """An entry as far as ranking looks at it; the order is that of ``_FIELDS``."""

    id: int
    ticket_id: int
    message_id: int | None
    reference: str
    subject: str
    requester: str
    author: str | None
    updated_at: datetime
    text: str | None


_FIELDS = (
    "id",
    "ticket_id",
    "message_id",
    "ticket__reference",
    "ticket__subject",
    "ticket__requester__name",
    "message__author_name",
    "ticket__updated_at",
)


def search(
    actor: Actor,
    text: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
    zone: tzinfo = UTC,
) -> SearchPage:
    """Tickets the actor sees by their words, messages, files and filters, and people by name and address.

    Hides what ``visible_to``, ``messages_visible_to`` and ``persons_visible_to`` hide: notes are found only by those
    who read them. The newest ``WINDOW`` matches are ranked together; an unknown cursor is the beginning.
    Costs four queries, five for somebody who sees few of the tickets with frequent words.
    """
    query = parse_query(text)
    before, offset = _read_cursor(cursor)
    limit = max(1, min(limit, MAX_LIMIT))
    if query.root is None:
        return SearchPage(query=query, hits=[], people=[], next=None)
    reader = Reader(actor, clock.now(), zone)
    rows, window_end = _window(reader, query.root, before, offset + limit)
    terms = terms_of(query.root, ENABLED_LANGUAGES)
    hits = _ranked(rows, terms, reader.now)
    page = hits[offset : offset + limit]
    following = None
    if offset + limit < len(hits):
        following = f"{before if cursor else rows[0].id + 1}.{offset + limit}"
    elif window_end is not None:
        following = f"{window_end}.0"
    people = search_people(actor, query, limit=_MOST_PEOPLE) if cursor is None else []
    return SearchPage(query=query, hits=_with_snippets(page, terms), people=people, next=following)


def search_people(actor: Actor, query: Query, *, limit: int = 20) -> list[Hit]:
    """Persons the actor sees whose name or address has the words of a query, newest first."""
    node = text_part(query.root)
    if node is None:
        return []
    entries = store.newest(node, limit=WINDOW, scope=PERSON_SCOPE)
    if not entries:
        return []
    found = Entry.objects.filter(id__in=entries, person__in=persons_visible_to(actor)).order_by("-id")
    rows = found.values_list("person_id", "person__name", "person__email", "person__created_at")[:limit]
    terms = terms_of(node, ENABLED_LANGUAGES)
    return [
        Hit(type="person", id=key, number="", subject=name, snippet=snippet(email, terms), score=0.0, at=at)
        for key, name, email, at in rows
    ]


def _read_cursor(cursor: str | None) -> tuple[int, int]:
    """Below which entry the window begins, and how many of its hits were shown."""
    before, _, offset = (cursor or "").partition(".")
    if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (before, offset)):
        return int(before), int(offset)
    return store.LARGEST_ID, 0


def _window(reader: Reader, root: Node, before: int, wanted: int) -> tuple[list[_Row], int | None]:
    """The newest visible matches below an entry, and where the next window begins (None after the last).

    First the newest matches are taken and what the actor sees of them; only when that is too little, because they
    see few of many matches, all matches are gone through.
    """
    parts = root.nodes if isinstance(root, And) else (root,)
    words = conjunction([part for part in parts if is_textual(part)])
    entries = _visible_entries(reader.actor).filter(id__lt=before)
    for part in parts:
        if not is_textual(part):
            entries = entries.filter(_condition(reader, part))
    if words is None:
        return _fetched(entries if _has_words(root) else entries.filter(message=None))
    matched = store.newest(words, limit=WINDOW, before=before)
    rows, _ = _fetched(entries.filter(id__in=matched)) if matched else ([], None)
    if len(matched) < WINDOW:
        return rows, None
    if len({row.ticket_id for row in rows}) >= wanted:
        return rows, matched[-1]
    return _fetched(entries.filter(id__in=store.matching(words)))


def _visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Entries of tickets the actor sees, without messages they do not."""
    entries = Entry.objects.filter(ticket__in=visible_to(actor).values("id"))
    if actor.is_staff or actor.is_trusted:
        return entries
    return entries.filter(Q(message=None) | Q(message__in=messages_visible_to(actor).values("id")))


def _fetched(entries: QuerySet[Entry]) -> tuple[list[_Row], int | None]:
    found = entries.order_by("-id").values_list(*_FIELDS, Substr("message__text", 1, _RANKED_LETTERS))
    rows = [_Row(*row) for row in found[:WINDOW]]
    return rows, rows[-1].id if len(rows) == WINDOW else None


def _condition(reader: Reader, node: Node) -> Q:
    """A part of a query that asks for more than words, as a condition on entries."""
    if is_textual(node):
        return Q(id__in=store.matching(node))
    match node:
        case Not(inner):
            return ~_condition(reader, inner)
        case And(nodes):
            return reduce(and_, [_condition(reader, part) for part in nodes])
        case Or(nodes):
            return reduce(or_, [_condition(reader, part) for part in nodes])
        case Filter():
            return Q(ticket__in=visible_to(reader.actor).filter(ticket_condition(reader, node)).values("id"))
    raise TypeError(node)


def _has_words(root: Node) -> bool:
    """Whether words are asked for anywhere, so that messages must be looked at too."""
    match root:
        case Filter():
            return False
        case Not(inner):
            return _has_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(_has_words, nodes))
    return True


def _ranked(rows: Sequence[_Row], terms: Terms, now: datetime) -> list[Hit]:
    """One hit per ticket, by its best entry; without words the newest first."""
    candidates = [
        Candidate(
            row.id,
            row.updated_at,
            row.subject,
            row.text or "",
            f"{row.requester} {row.author or ''}",
            row.reference,
        )
        for row in rows
    ]
    by_id = {row.id: row for row in rows}
    best: dict[int, Hit] = {}
    for entry in rank(candidates, terms, now=now):
        row = by_id[entry.candidate.id]
        if row.ticket_id not in best:
            best[row.ticket_id] = _hit(row, entry.score)
    return list(best.values())


def _hit(row: _Row, score: float) -> Hit:
    return Hit(
        type="ticket",
        id=row.ticket_id,
        number=row.reference,
        subject=row.subject,
        snippet=[],
        score=round(score, 4),
        at=row.updated_at,
        message_id=row.message_id,
    )


def _with_snippets(hits: Sequence[Hit], terms: Terms) -> list[Hit]:
    """The hits of a page with pieces of the messages that were found; one query for all."""
    wanted = [hit.message_id for hit in hits if hit.message_id is not None]
    texts = dict(Message.objects.filter(id__in=wanted).values_list("id", "text")) if wanted else {}
    return [msgspec.structs.replace(hit, snippet=snippet(texts.get(hit.message_id or 0, ""), terms)) for hit in hits]
