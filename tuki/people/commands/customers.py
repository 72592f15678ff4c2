"""Tiers, and what customers are worth."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line
from tuki.kernel.reference import reference_changed
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.versions import keep_version
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.customers.events import OrganisationValueChanged, PersonValueChanged, TierChanged
from tuki.people.customers.queries import BUILTIN_TIERS, is_weighing
from tuki.people.customers.weight import HEAVIEST, weight_of
from tuki.people.definitions import ALL, TIERS, tiers_now
from tuki.people.models import CustomerValue, Organisation, Person, Standing, Tier
from tuki.people.permissions import SETTINGS, VALUE

MOST_REVENUE = 10**12


class ValueDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer is worth. `tier` is a code, empty for none; `standing` is trial, paying or empty."""

    tier: str = ""
    plan: str = ""
    revenue_per_month: int | None = None
    standing: str = ""


@command
def add_builtin_tiers(actor: Actor) -> None:
    """The tiers that every desk begins with. Nothing to do when there are tiers already."""
    if not Tier.objects.exists():
        Tier.objects.bulk_create(
            Tier(code=code, name=name, weight=weight, position=index)
            for index, (code, (name, weight)) in enumerate(BUILTIN_TIERS.items())
        )
        reference_changed()
        keep_version(actor, TIERS, ALL, tiers_now(), is_told=True)


@command
def set_tier(actor: Actor, *, code: str, name: str, weight: int, position: int = 0, is_active: bool = True) -> Tier:
    """Adds or changes the tier of this code. Announces `tier.changed` when something differs; refuses `invalid`.

    Its customers weigh anew, and their waiting tickets find their place soon after.
    """
    insist_holds(actor, SETTINGS)
    if not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 32):
        raise Invalid("invalid", field="code")
    if not 0 <= weight <= HEAVIEST:
        raise Invalid("invalid", field="weight")
    values = {"name": needed(name, field="name", most=120), "weight": weight, "position": position}
    values["is_active"] = is_active
    tier = Tier.objects.select_for_update().filter(code=code).first()
    old = tier.weight if tier else None
    if tier is None:
        tier = Tier.objects.create(code=code, **values)
    elif change_fields(tier, values):
        _weigh_again(tier)
    else:
        return tier
    announce(actor, TierChanged(subject=tier.id, old_weight=old, new_weight=weight))
    keep_version(actor, TIERS, ALL, tiers_now(), is_told=True)
    return tier


@command
def set_organisation_value(actor: Actor, organisation_id: int, *, value: ValueDefinition) -> CustomerValue:
    """What an organisation is worth to us. Announces `organisation.value_changed` when something differs.

    Refuses `not_found`, `unknown_tier`, `invalid`.
    """
    insist_holds(actor, VALUE)
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound()
    row, _is_new = CustomerValue.objects.get_or_create(organisation_id=organisation_id)
    old, fields = row.weight, _change(row, value)
    if fields:
        change = OrganisationValueChanged(subject=organisation_id, fields=fields, old_weight=old, new_weight=row.weight)
        announce(actor, change)
    return row


@command
def set_person_value(actor: Actor, person_id: int, *, value: ValueDefinition) -> CustomerValue:
    """What a customer without an organisation is worth; it counts only while they belong to none.

    Announces `person.value_changed` when something differs. Refuses `not_found`, `unknown_tier`, `invalid`.
    """
    insist_holds(actor, VALUE)
    if not Person.objects.filter(pk=person_id, is_staff=False).exists():
        raise NotFound()
    row, _is_new = CustomerValue.objects.get_or_create(person_id=person_id)
    old, fields = row.weight, _change(row, value)
    if fields:
        announce(actor, PersonValueChanged(subject=person_id, fields=fields, old_weight=old, new_weight=row.weight))
    return row


def _change(row: CustomerValue, value: ValueDefinition) -> list[str]:
    tier = Tier.objects.filter(code=value.tier).first() if value.tier else None
    if value.tier and (tier is None or not (tier.is_active or tier.id == row.tier_id)):
        raise Invalid("unknown_tier", field="tier", name=value.tier)
    if value.standing not in Standing.values:
        raise Invalid("invalid", field="standing")
    revenue = value.revenue_per_month
    if revenue is not None and not 0 <= revenue <= MOST_REVENUE:
        raise Invalid("invalid", field="revenue_per_month")
    is_trial = value.standing == Standing.TRIAL
    values: dict[str, Any] = {
        "tier_id": tier.id if tier else None,
        "plan": plain_line(value.plan, 80),
        "revenue_per_month": revenue,
        "standing": value.standing,
        "weight": weight_of(tier.weight if tier else 0, revenue, is_trial=is_trial),
    }
    changed = change_fields(row, values)
    if row.weight and not is_weighing():
        reference_changed()
    return sorted(name for name in changed if name != "weight")


def _weigh_again(tier: Tier) -> None:
    rows = list(CustomerValue.objects.select_for_update().filter(tier=tier))
    for row in rows:
        row.weight = weight_of(tier.weight, row.revenue_per_month, is_trial=row.standing == Standing.TRIAL)
    CustomerValue.objects.bulk_update(rows, ["weight"], batch_size=500)
