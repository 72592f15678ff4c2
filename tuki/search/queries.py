"""Searching: what an actor sees of what matches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.people.queries import persons_visible_to
from tuki.search import store
from tuki.search.filters import Reader
from tuki.search.language import ENABLED_LANGUAGES
from tuki.search.lexemes import PERSON_SCOPE
from tuki.search.models import Entry
from tuki.search.query import Query, parse_query, text_part
from tuki.search.ranking import Candidate, rank
from tuki.search.snippet import snippet
from tuki.search.terms import Terms, terms_of
from tuki.search.window import Match, newest_matches
from tuki.tickets.models import Message

MAX_LIMIT = 100
_MOST_PEOPLE = 5
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
    """One page of tickets, best first; people on the first page only. ``next`` is the cursor of the next page."""

    query: Query
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
    ticket may appear again by an older message); an unknown cursor is the beginning. Costs six queries.
    """
    query = parse_query(text)
    before, offset = _read_cursor(cursor)
    limit = max(1, min(limit, MAX_LIMIT))
    if query.root is None:
        return SearchPage(query=query, hits=[], people=[], next=None)
    reader = Reader(actor, clock.now(), zone)
    matches, next_before = newest_matches(reader, query.root, before=before, wanted=offset + limit)
    terms = terms_of(query.root, ENABLED_LANGUAGES)
    hits = _ranked(matches, terms, reader.now)
    following = None
    if offset + limit < len(hits):
        # The first page pins where its window begins, so that what arrives meanwhile shifts nothing.
        following = f"{before if cursor else matches[0].entry_id + 1}.{offset + limit}"
    elif next_before is not None:
        following = f"{next_before}.0"
    people = search_people(actor, query, limit=_MOST_PEOPLE) if cursor is None else []
    page = _with_snippets(hits[offset : offset + limit], terms)
    return SearchPage(query=query, hits=page, people=people, next=following)


def search_people(actor: Actor, query: Query, *, limit: int = 20) -> list[Hit]:
    """Persons the actor sees whose name or address has the words of a query, newest first."""
    node = text_part(query.root)
    if node is None:
        return []
    entries = store.newest(node, limit=_MATCHED_PEOPLE, scope=PERSON_SCOPE)
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


def _ranked(matches: Sequence[Match], terms: Terms, now: datetime) -> list[Hit]:
    """One hit per ticket, by its best entry; without words the newest first."""
    by_entry = {match.entry_id: match for match in matches}
    candidates = [
        Candidate(match.entry_id, match.updated_at, match.subject, match.text, match.names, match.reference)
        for match in matches
    ]
    best: dict[int, Hit] = {}
    for ranked in rank(candidates, terms, now=now):
        match = by_entry[ranked.candidate.id]
        if match.ticket_id not in best:
            best[match.ticket_id] = _hit(match, ranked.score)
    return list(best.values())


def _hit(match: Match, score: float) -> Hit:
    return Hit(
        type="ticket",
        id=match.ticket_id,
        number=match.reference,
        subject=match.subject,
        snippet=[],
        score=round(score, 4),
        at=match.updated_at,
        message_id=match.message_id,
    )


def _with_snippets(hits: Sequence[Hit], terms: Terms) -> list[Hit]:
    """The hits of a page with pieces of the messages that were found; one query for all."""
    wanted = [hit.message_id for hit in hits if hit.message_id is not None]
    texts = dict(Message.objects.filter(id__in=wanted).values_list("id", "text")) if wanted else {}
    return [msgspec.structs.replace(hit, snippet=snippet(texts.get(hit.message_id or 0, ""), terms)) for hit in hits]
