"""Searching tickets, messages and people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Found, Page, SearchProblem
from tuki.kernel.actors import Actor
from tuki.search.queries import Hit, search
from tuki.search.query import QueryProblem

routes = Routes("search")


class HitShape(msgspec.Struct):
    """A ticket or person that was found. `number` is a ticket's reference, else empty; `snippet` is plain text."""

    type: str
    id: int
    number: str
    subject: str
    snippet: str
    score: float
    message: int | None


class SearchQuery(Page):
    """`q`: words, "phrases" and filters such as `status:open`, as in the desk's own search."""

    q: Annotated[str, Meta(max_length=500)] = ""


@routes.get("/search", scope="tickets:read", query=SearchQuery, answer=Found[HitShape], cost=5)
def search_for(actor: Actor, query: SearchQuery) -> Found[HitShape]:
    """What the caller may see of what matches, best first; people follow the first part."""
    page = search(actor, query.q, cursor=query.cursor or None, limit=query.size)
    reaches_people = actor.scopes is None or "people:read" in actor.scopes
    people = page.people if reaches_people else []
    return Found([_shape(hit) for hit in (*page.hits, *people)], page.next, problem_shapes(page.problems))


def problem_shapes(problems: Iterable[QueryProblem]) -> list[SearchProblem]:
    """What was not understood, as it is told."""
    return [SearchProblem(each.code, each.text, each.near or None) for each in problems]


def _shape(hit: Hit) -> HitShape:
    text = "".join(piece for piece, _ in hit.snippet)
    return HitShape(hit.type, hit.id, hit.number, hit.subject, text, hit.score, hit.message_id)
