"""What is known about tickets besides their events: read for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Min

from tuki.tickets.facts.asking import Known
from tuki.tickets.models import Message, Tag, Ticket

_FIELDS = ("id", "subject", "language", "organisation_id", "requester__email")
_VALUES = ("tier_id", "plan", "standing", "revenue_per_month")
_OF_ORGANISATION = tuple(f"organisation__value__{each}" for each in _VALUES)
_OF_PERSON = tuple(f"requester__value__{each}" for each in _VALUES)


def known_about(ticket_ids: Iterable[int], *, with_texts: bool = True) -> dict[int, Known]:
    """By ticket's id; tickets that are not there are missing. Two queries, three with texts; none for no tickets.

    For the product itself: nothing is hidden, so what is made of it is shown only to who may see the ticket.
    """
    ids = set(ticket_ids)
    if not ids:
        return {}
    names = _tag_names(ids)
    texts = _first_texts(ids) if with_texts else {}
    rows = Ticket.objects.filter(id__in=ids).values_list(*_FIELDS, *_OF_ORGANISATION, *_OF_PERSON)
    return {row[0]: _known(row, names, texts.get(row[0], "")) for row in rows}


def _known(row: Sequence[Any], names: Mapping[int, str], first_text: str) -> Known:
    _id, subject, language, organisation_id, address, *values = row
    count = len(_VALUES)
    tier_id, plan, standing, revenue = values[count:] if organisation_id is None else values[:count]
    return Known(
        subject=subject,
        first_text=first_text,
        language=language,
        organisation_id=organisation_id,
        tier_id=tier_id,
        plan=plan or "",
        standing=standing or "",
        revenue=revenue,
        requester_address=address,
        tag_names=names,
    )


def _tag_names(ids: set[int]) -> Mapping[int, str]:
    return dict(Tag.objects.values_list("id", "name")) if len(ids) > 1 else _tags_of(ids)


def _tags_of(ids: set[int]) -> Mapping[int, str]:
    return dict(Tag.objects.filter(ticket_tags__ticket_id__in=ids).values_list("id", "name"))


def _first_texts(ids: set[int]) -> dict[int, str]:
    firsts = Message.objects.filter(ticket_id__in=ids).values("ticket_id").annotate(first=Min("id")).values("first")
    return dict(Message.objects.filter(id__in=firsts).values_list("ticket_id", "text"))
