"""Organisations, agents and contacts of a file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.addresses import normal_address
from tuki.people.commands.customers import ValueDefinition, set_organisation_value, set_person_value, set_tier
from tuki.people.commands.organisations import add_organisation, change_organisation
from tuki.people.commands.persons import (
    add_person,
    change_person,
    deactivate_person,
    person_by_address,
    reactivate_person,
    store_password,
)
from tuki.people.commands.roles import RoleIn, grant_roles
from tuki.people.customers.queries import tiers, value_of
from tuki.people.models import Organisation, Person, Tier
from tuki.people.signin.tokens import set_token
from tuki.setup.commands.applied_desk import department_named
from tuki.setup.reading import Item


def organisation(actor: Actor, item: Item) -> None:
    """One `[[organisation]]`; without `domains` or `notes` those stay as they are."""
    name = item.values["name"]
    domains = item.get("domains")
    row = Organisation.objects.filter(name=name).first() or add_organisation(actor, name=name, domains=domains)
    if domains is None:
        domains = list(row.domains.values_list("domain", flat=True))
    change_organisation(actor, row.id, name=name, domains=domains, notes=item.get("notes", row.notes))
    if (value := _value(item, row.id, 0)) is not None:
        set_organisation_value(actor, row.id, value=value)


def tier(actor: Actor, item: Item) -> None:
    """One `[[tier]]`."""
    row = Tier.objects.filter(code=item.values["code"]).first()
    set_tier(
        actor,
        code=item.values["code"],
        name=item.values["name"],
        weight=item.values["weight"],
        position=item.get("position", row.position if row else 0),
        is_active=item.get("active", row.is_active if row else True),
    )


def person(actor: Actor, item: Item) -> None:
    """One `[[person]]`: an agent with exactly these roles."""
    row = _person(actor, item, is_staff=True)
    grant_roles(actor, row.id, roles=_roles(item))


def contact(actor: Actor, item: Item) -> None:
    """One `[[contact]]`."""
    row = _person(actor, item, is_staff=False)
    if (value := _value(item, None, row.id)) is not None:
        set_person_value(actor, row.id, value=value)


def credentials(actor: Actor, item: Item, hashes: Mapping[str, str]) -> None:
    """Password, token, and whether the person is active; after everything else, for a token needs its rights."""
    row = _known(item)
    if item.get("active") is True:
        reactivate_person(actor, row.id)
    encoded = hashes.get(normal_address(item.values["email"]))
    if encoded:
        store_password(actor, row.id, encoded=encoded)
    if "token" in item.values:
        set_token(actor, row.id, value=item.values["token"])
    if item.get("active") is False:
        deactivate_person(actor, row.id)


def _person(actor: Actor, item: Item, *, is_staff: bool) -> Person:
    row = person_by_address(item.values["email"])
    if row is None:
        row = add_person(actor, name=item.values["name"], email=item.values["email"], is_staff=is_staff)
    values = item.chosen(
        name="name",
        language="language",
        time_zone="time_zone",
        signature="signature",
        sees_organisation="sees_organisation",
    )
    if "organisation" in item.values:
        named = Organisation.objects.filter(name=item.values["organisation"]).values_list("id", flat=True)
        values["organisation_id"] = next(iter(named), None)
    return change_person(actor, row.id, **values)


def _value(item: Item, organisation_id: int | None, person_id: int) -> ValueDefinition | None:
    """What the file says of a customer's value over what is known; None when it says nothing."""
    said = item.chosen(tier="tier", plan="plan", revenue_per_month="revenue_per_month", standing="standing")
    if not said:
        return None
    row = value_of(organisation_id, person_id)
    kept = ValueDefinition()
    if row is not None:
        code = tiers()[row.tier_id].code if row.tier_id else ""
        kept = ValueDefinition(tier=code, plan=row.plan, revenue_per_month=row.revenue_per_month, standing=row.standing)
    return msgspec.structs.replace(kept, **said)


def _known(item: Item) -> Person:
    row = person_by_address(item.values["email"])
    assert row is not None  # a step before has added them
    return row


def _roles(item: Item) -> list[RoleIn]:
    if "role" in item.values:
        places = item.get("departments") or []
        return [(item.values["role"], department_named(each)) for each in places] or [(item.values["role"], None)]
    grants = item.values["grants"]
    return [(each["role"], department_named(each["department"]) if each.get("department") else None) for each in grants]
