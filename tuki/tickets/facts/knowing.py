"""What is known about tickets besides their events: read for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Min

from tuki.tickets.facts.asking import Known
from tuki.tickets.models import Message, Tag, Ticket


def known_about(ticket_ids: Iterable[int], *, with_texts: bool = True) -> dict[int, Known]:
    """By ticket's id; tickets that are not there are missing. Two queries, three with texts; none for no tickets.

    For the product itself: nothing is hidden, so what is made of it is shown only to who may see the ticket.
    """
    ids = set(ticket_ids)
    if not ids:
        return {}
    names = _tag_names(ids)
    texts = _first_texts(ids) if with_texts else {}
    fields = ("id", "subject", "language", "organisation_id", "requester__email")
    return {
        id_: Known(
            subject=subject,
            first_text=texts.get(id_, ""),
            language=language,
            organisation_id=organisation_id,
            requester_address=address,
            tag_names=names,
        )
        for id_, subject, language, organisation_id, address in Ticket.objects.filter(id__in=ids).values_list(*fields)
    }


def _tag_names(ids: set[int]) -> Mapping[int, str]:
    return dict(Tag.objects.values_list("id", "name")) if len(ids) > 1 else _tags_of(ids)


def _tags_of(ids: set[int]) -> Mapping[int, str]:
    return dict(Tag.objects.filter(ticket_tags__ticket_id__in=ids).values_list("id", "name"))


def _first_texts(ids: set[int]) -> dict[int, str]:
    firsts = Message.objects.filter(ticket_id__in=ids).values("ticket_id").annotate(first=Min("id")).values("first")
    return dict(Message.objects.filter(id__in=firsts).values_list("ticket_id", "text"))
