"""Lists of persons and organisations by keyset, for agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Count, Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.addresses import normal_address
from tuki.people.models import Organisation, PersonAddress
from tuki.people.queries import organisations_visible_to, persons_visible_to

PAGE = 50


class PersonRow(msgspec.Struct, frozen=True):
    """A person as lists show them."""

    id: int
    name: str
    email: str
    organisation_id: int | None
    organisation: str | None
    is_staff: bool
    is_active: bool


def persons_page(
    actor: Actor, *, words: str = "", is_staff: bool | None = None, after: str = ""
) -> tuple[list[PersonRow], str]:
    """Persons by name from `after` (name|id) on, and where the next page begins (empty at the end). One query.

    `words` match the beginning of the name, any word's beginning in it, or the beginning of an address.
    """
    persons = persons_visible_to(actor)
    if is_staff is not None:
        persons = persons.filter(is_staff=is_staff)
    if words:
        persons = persons.filter(_matching(words))
    name, _, last = after.rpartition("|")
    if (id_ := whole_number(last)) is not None:
        persons = persons.filter(Q(name__gt=name) | Q(id__gt=id_), name__gte=name)
    fields = ("id", "name", "email", "organisation_id", "organisation__name", "is_staff", "is_active")
    rows = [PersonRow(*row) for row in persons.order_by("name", "id").values_list(*fields)[: PAGE + 1]]
    is_more = len(rows) > PAGE
    return rows[:PAGE], f"{rows[PAGE - 1].name}|{rows[PAGE - 1].id}" if is_more else ""


def organisations_page(actor: Actor, *, words: str = "", after: str = "") -> tuple[Sequence[Mapping[str, Any]], str]:
    """Organisations by name with the number of their contacts, and where the next page begins."""
    found: QuerySet[Organisation] = organisations_visible_to(actor)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(domains__domain__startswith=words.lower())).distinct()
    if after:
        found = found.filter(name__gt=after)
    rows = list(
        found.order_by("name")
        .annotate(contact_count=Count("contacts"))
        .values("id", "name", "contact_count")[: PAGE + 1]
    )
    return rows[:PAGE], rows[PAGE - 1]["name"] if len(rows) > PAGE else ""


def _matching(words: str) -> Q:
    by_address = PersonAddress.objects.filter(normal__startswith=normal_address(words)).values("person_id")
    return Q(name__istartswith=words) | Q(name__icontains=f" {words}") | Q(id__in=by_address)
