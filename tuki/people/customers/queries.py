"""Tiers, and the value of customers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.reference import reference
from tuki.people.models import CustomerValue, Tier

TIER_NAMES = {
    "vip": pgettext_lazy("tier", "VIP"),
    "gold": pgettext_lazy("tier", "Gold"),
    "standard": pgettext_lazy("tier", "Standard"),
    "trial": pgettext_lazy("tier", "Trial"),
}


class TierRow(msgspec.Struct, frozen=True):
    """A tier as it is kept."""

    id: int
    code: str
    kept_name: str
    weight: int
    is_active: bool

    @property
    def name(self) -> str:
        """In the reader's language while nobody renamed it."""
        known = TIER_NAMES.get(self.code)
        return str(known) if known is not None and BUILTIN_TIERS[self.code][0] == self.kept_name else self.kept_name


def kept_tier_name(code: str, typed: str) -> str:
    """What is kept of a typed name: the built-in one where it is that in the reader's language."""
    return BUILTIN_TIERS[code][0] if code in TIER_NAMES and typed == str(TIER_NAMES[code]) else typed


_PERSONS = Prepared(lambda: CustomerValue.objects.filter(person_id=Slot("person_id")))
_ORGANISATIONS = Prepared(lambda: CustomerValue.objects.filter(organisation_id=Slot("organisation_id")))
# code → (name, weight): what every desk begins with.
BUILTIN_TIERS = {"vip": ("VIP", 70), "gold": ("Gold", 40), "standard": ("Standard", 20), "trial": ("Trial", 0)}


@reference
def tiers() -> dict[int, TierRow]:
    """All tiers in their order: id → tier."""
    rows = Tier.objects.order_by("position", "id").values_list("id", "code", "name", "weight", "is_active")
    return {row[0]: TierRow(*row) for row in rows}


@reference
def is_weighing() -> bool:
    """Whether any customer weighs at all; on a desk that does not use this nothing is looked up."""
    return CustomerValue.objects.filter(weight__gt=0).exists()


def value_of(organisation_id: int | None, person_id: int) -> CustomerValue | None:
    """The value of an organisation, or of the person when they belong to none; None where nobody said."""
    if organisation_id is None:
        return _PERSONS.first(person_id=person_id)
    return _ORGANISATIONS.first(organisation_id=organisation_id)


def weights_of(customers: Iterable[tuple[int | None, int]]) -> dict[tuple[int | None, int], int]:
    """Weights by (organisation's id or None, person's id); 0 where nobody said. One query."""
    wanted = set(customers)
    organisations = {each for each, _person in wanted if each is not None}
    persons = {person for each, person in wanted if each is None}
    rows = CustomerValue.objects.filter(Q(organisation_id__in=organisations) | Q(person_id__in=persons), weight__gt=0)
    by_organisation: dict[int, int] = {}
    by_person: dict[int, int] = {}
    for organisation_id, person_id, weight in rows.values_list("organisation_id", "person_id", "weight"):
        if organisation_id is not None:
            by_organisation[organisation_id] = weight
        else:
            by_person[person_id] = weight
    return {
        (organisation, person): by_person.get(person, 0)
        if organisation is None
        else by_organisation.get(organisation, 0)
        for organisation, person in wanted
    }
