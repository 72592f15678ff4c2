"""Reads history for rehearsals: tickets of a span in chunks, their events in one query, texts where they are asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from tuki.automation.rehearsing.drafts import Stream
from tuki.automation.rehearsing.rules import Span
from tuki.kernel import log
from tuki.tickets.facts import Known, known_about
from tuki.tickets.models import Message, Ticket


def tickets_in(span: Span, department_ids: Collection[int] | None = None) -> QuerySet[Ticket]:
    """Tickets to which something happened in the span, and those that stood open in it, in the order of their ids;
    only those that are in these departments now, where any are named."""
    found = Ticket.objects.filter(opened_at__lt=span.end, updated_at__gte=span.start).order_by("id")
    return found if department_ids is None else found.filter(department_id__in=department_ids)


def streams_of(ticket_ids: Sequence[int], span: Span, *, with_texts: bool) -> dict[int, Stream]:
    """The events of these tickets up to the end of the span, by ticket: a query for the events, two or three for what
    is known besides."""
    entries = log.streams_of("ticket", ticket_ids, before=span.end)
    known = known_about(ticket_ids, with_texts=with_texts)
    return {id_: Stream(found, known.get(id_, Known())) for id_, found in entries.items()}


def texts_of(ticket_ids: Sequence[int]) -> Mapping[int, str]:
    """The texts of all messages of these tickets, by message's id."""
    return dict(Message.objects.filter(ticket_id__in=ticket_ids).values_list("id", "text"))
