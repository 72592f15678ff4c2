"""Searching: what an actor sees of what matches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.queries import persons_visible_to
from tuki.search import store
from tuki.search.filters import Reader
from tuki.search.language import ENABLED_LANGUAGES
from tuki.search.misunderstood import misunderstood
from tuki.search.query import Query, QueryProblem, parse_query, text_part
from tuki.search.ranking import Candidate, rank
from tuki.search.snippet import snippet
from tuki.search.terms import Terms, terms_of
from tuki.search.window import Place, Seen, newest_matches, texts_of

MAX_LIMIT = 100
_MOST_PEOPLE = 5
_RANKED_LETTERS = 1_000  # of a message's text
_MATCHED_PEOPLE = 500


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
    """One page of tickets, best first; people and problems on the first page only.

    ``problems`` says what of the query was not understood; ``next`` is the cursor of the next page.
    """

    query: Query
    problems: tuple[QueryProblem, ...] = ()
    hits: list[Hit]
    people: list[Hit]
    next: str | None


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
    who read them. The newest ``window.SIZE`` matches are ranked together, older ones come on later pages (where a
    ticket may appear again by an older message); an unknown cursor is the beginning. Costs four
    queries, seven for somebody who sees few of many matches, and what `misunderstood` costs.
    """
    query = parse_query(text)
    place, offset = _read_cursor(cursor)
    limit = max(1, min(limit, MAX_LIMIT))
    if query.root is None:
        return SearchPage(query=query, problems=query.problems, hits=[], people=[], next=None)
    reader = Reader(actor, clock.now(), zone)
    window = newest_matches(reader, query.root, place, wanted=limit)
    terms = terms_of(query.root, ENABLED_LANGUAGES)
    ranked = _best_of_tickets(window.seen, terms, reader.now)
    following = None
    if offset + limit < len(ranked):
        # The first page pins where its window begins, so that what arrives meanwhile shifts nothing.
        first = place.before if cursor else window.seen.entries[0].entry_id + 1
        following = f"{first}.{offset + limit}.{int(window.compounds)}"
    elif window.next_before is not None:
        following = f"{window.next_before}.0.{int(window.compounds)}"
    people = search_people(actor, query, limit=_MOST_PEOPLE) if cursor is None else []
    hits = _hits(ranked[offset : offset + limit], window.seen, terms)
    problems = (*query.problems, *misunderstood(actor, query)) if cursor is None else ()
    return SearchPage(query=query, problems=problems, hits=hits, people=people, next=following)


def search_people(actor: Actor, query: Query, *, limit: int = 20) -> list[Hit]:
    """Persons the actor sees whose name or address has the words of a query, newest first."""
    node = text_part(query.root)
    if node is None:
        return []
    found = store.persons(node, limit=_MATCHED_PEOPLE, compounds=False)
    if not found:
        return []
    visible = persons_visible_to(actor).filter(id__in=found).order_by("-id")
    rows = visible.values_list("id", "name", "email", "created_at")[:limit]
    terms = terms_of(node, ENABLED_LANGUAGES)
    return [
        Hit(type="person", id=key, number="", subject=name, snippet=snippet(email, terms), score=0.0, at=at)
        for key, name, email, at in rows
    ]


def _read_cursor(cursor: str | None) -> tuple[Place, int]:
    """Where the window begins, and how many of its hits were shown."""
    match [whole_number(part) for part in (cursor or "").split(".")]:
        case [int(before), int(offset), int(compounds)]:
            return Place(before, bool(compounds)), offset
    return Place(), 0


def _best_of_tickets(seen: Seen, terms: Terms, now: datetime) -> list[tuple[store.Found, float]]:
    """The best match of each ticket with its score, the best ticket first; without words the newest first."""
    entries, texts = {entry.entry_id: entry for entry in seen.entries}, seen.texts or {}
    if seen.texts is None:
        # Unread texts tell the matches of a ticket apart no more: the newest stands for all.
        entries = {entry.entry_id: entry for entry in {each.ticket_id: each for each in seen.entries[::-1]}.values()}
    candidates = [
        Candidate(
            entry.entry_id,
            (ticket := seen.tickets[entry.ticket_id]).updated_at,
            ticket.subject,
            texts.get(entry.message_id or 0, "")[:_RANKED_LETTERS],
            ticket.requester,
            ticket.reference,
        )
        for entry in entries.values()
    ]
    best: dict[int, tuple[store.Found, float]] = {}
    for ranked in rank(candidates, terms, now=now):
        entry = entries[ranked.candidate.id]
        if entry.ticket_id not in best:
            best[entry.ticket_id] = (entry, ranked.score)
    return list(best.values())


def _hits(page: Sequence[tuple[store.Found, float]], seen: Seen, terms: Terms) -> list[Hit]:
    """The hits of a page with the pieces that show why they were found."""
    texts = seen.texts
    if texts is None:
        texts = texts_of([entry.message_id for entry, _ in page if entry.message_id is not None])
    return [
        Hit(
            type="ticket",
            id=entry.ticket_id,
            number=(ticket := seen.tickets[entry.ticket_id]).reference,
            subject=ticket.subject,
            snippet=snippet(texts.get(entry.message_id or 0, ""), terms),
            score=round(score, 4),
            at=ticket.updated_at,
            message_id=entry.message_id,
        )
        for entry, score in page
    ]
