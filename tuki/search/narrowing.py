"""A query as one more condition on a list of tickets, in the list's own order and pages."""

from __future__ import annotations

from datetime import UTC, tzinfo

from django.db.models import Q, QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.search import store
from tuki.search.filters import Reader
from tuki.search.models import Entry
from tuki.search.query import parse_query
from tuki.search.query.tree import has_words
from tuki.search.window import Asked
from tuki.tickets.models import Ticket
from tuki.tickets.queries import messages_visible_to
from tuki.tickets.queries.seeing import sees_notes


def narrowed(tickets: QuerySet[Ticket], actor: Actor, text: str, *, zone: tzinfo = UTC) -> QuerySet[Ticket]:
    """Those of the tickets that match, as `search` matches: notes count only for those who read them.

    Nothing is ranked. Costs one subquery on the index for words; a text without any term narrows nothing.
    """
    root = parse_query(text).root
    if root is None:
        return tickets
    question = Asked.of(Reader(actor, clock.now(), zone), root)
    tickets = tickets.filter(question.tickets)
    if not has_words(root):
        return tickets
    entries = Entry.objects.filter(question.entries, ticket__isnull=False)
    if question.words is not None:
        entries = entries.filter(id__in=store.matching(question.words))
    if not sees_notes(actor):
        entries = entries.filter(Q(message=None) | Q(message__in=messages_visible_to(actor).values("id")))
    return tickets.filter(id__in=entries.values("ticket_id"))
