"""Organisations, agents and contacts as parts of `desk.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tuki.people.customers.queries import BUILTIN_TIERS, TierRow, tiers
from tuki.people.models import CustomerValue, Grant, Organisation, OrganisationDomain, Person
from tuki.setup.exporting_work import work_table
from tuki.setup.toml_writing import written

SECRETS = {"password": "…", "token": "…"}


def people(names: dict[int, str], *, with_contacts: bool) -> Iterator[str]:
    """The tables of organisations, agents and, on wish, contacts; who has no mail address cannot be named."""
    domains: dict[int, list[str]] = defaultdict(list)
    for id_, domain in OrganisationDomain.objects.order_by("domain").values_list("organisation_id", "domain"):
        domains[id_].append(domain)
    for position, tier in enumerate(tiers().values()):
        if not _is_builtin(position, tier):
            yield written("tier", _tier(position, tier))
    values = {each.organisation_id or -(each.person_id or 0): _value(each) for each in CustomerValue.objects.all()}
    for each in Organisation.objects.order_by("id"):
        table = {"name": each.name, "domains": domains[each.id] or None, "notes": each.notes or None}
        yield written("organisation", table | values.get(each.id, {}))
    grants = _grants(names)
    persons = Person.objects.exclude(email="").select_related("organisation").order_by("id")
    for person in persons.filter(is_staff=True):
        roles = _roles(grants[person.id])
        yield written(
            "person",
            _about(person) | roles | {"signature": person.signature or None} | work_table(person.id),
            secrets=SECRETS,
        )
    if with_contacts:
        for person in persons.filter(is_staff=False).iterator(chunk_size=1000):
            yield written(
                "contact", _about(person) | _organisation(person) | values.get(-person.id, {}), secrets=SECRETS
            )


def _about(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "language": person.language or None,
        "time_zone": person.time_zone or None,
        "active": None if person.is_active else False,
    }


def _organisation(person: Person) -> dict[str, Any]:
    return {
        "organisation": person.organisation.name if person.organisation else None,
        "sees_organisation": person.sees_organisation or None,
    }


def _tier(position: int, tier: TierRow) -> dict[str, Any]:
    table = {"code": tier.code, "name": tier.kept_name, "weight": tier.weight, "position": position}
    return table | {"active": None if tier.is_active else False}


def _is_builtin(position: int, tier: TierRow) -> bool:
    """A tier that every desk begins with is not said again."""
    is_same = BUILTIN_TIERS.get(tier.code) == (tier.kept_name, tier.weight) and tier.is_active
    return is_same and list(BUILTIN_TIERS).index(tier.code) == position


def _value(row: CustomerValue) -> dict[str, Any]:
    return {
        "tier": tiers()[row.tier_id].code if row.tier_id else None,
        "plan": row.plan or None,
        "revenue_per_month": row.revenue_per_month,
        "standing": row.standing or None,
    }


def _grants(names: dict[int, str]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Grant.objects.order_by("id").values_list("person_id", "role__code", "department_id")
    for person_id, code, department_id in rows:
        found[person_id].append((code, names[department_id] if department_id else ""))
    return found


def _roles(grants: list[tuple[str, str]]) -> dict[str, Any]:
    """One role in some departments or everywhere is written short."""
    codes, places = {code for code, _place in grants}, [place for _code, place in grants]
    if len(codes) == 1 and (places == [""] or "" not in places):
        return {"role": codes.pop(), "departments": places if places != [""] else None}
    return {"grants": [{"role": code} | ({"department": place} if place else {}) for code, place in grants]}
