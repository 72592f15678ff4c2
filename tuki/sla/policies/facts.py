"""Which facts policies may ask of a ticket, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tuki.tickets.facts import FACTS, Known, facts_of, known_about
from tuki.tickets.history import TicketAt
from tuki.tickets.models import Ticket

# What changes while one works must not choose the promise by which the work is measured.
_PASSING = frozenset(
    {
        "status", "stage", "is_open", "assignee", "team", "line", "resolution", "text", "first_text", "message_count",
        "reopened_count", "age", "status_age", "assigned_age", "waiting_age", "silence_age",
    }
)  # fmt: skip
POLICY_FACTS = MappingProxyType({code: fact for code, fact in FACTS.items() if code not in _PASSING})
# What the ticket's events or its own row say: asking for no more costs no query.
_OF_THE_ROW = frozenset(
    {"kind", "priority", "urgency", "impact", "brand", "department", "channel", "language", "requester", "subject",
     "organisation", "category"}
)  # fmt: skip


def facts_from_row(row: Ticket, asked: frozenset[str], *, now: datetime) -> Callable[[TicketAt], Mapping[str, Any]]:
    """How facts are asked of one ticket whose row is at hand; two queries when policies ask for more than it says."""
    if asked <= _OF_THE_ROW:
        known = Known(subject=row.subject, language=row.language, organisation_id=row.organisation_id)
    else:
        known = known_about([row.id], with_texts=False).get(row.id, Known())
    return lambda ticket: facts_of(ticket, known, now=now)


def facts_of_many(ticket_ids: Iterable[int], *, now: datetime) -> Mapping[int, Callable[[TicketAt], Mapping[str, Any]]]:
    """The same for many tickets at once, by id; two queries."""
    known = known_about(ticket_ids, with_texts=False)
    return {id_: _asking(each, now) for id_, each in known.items()}


def _asking(known: Known, now: datetime) -> Callable[[TicketAt], Mapping[str, Any]]:
    return lambda ticket: facts_of(ticket, known, now=now)
