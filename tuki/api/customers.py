"""What customers are worth, and the tiers."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input, Items
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.commands.customers import ValueDefinition, set_organisation_value, set_person_value, set_tier
from tuki.people.commands.insisting import insist_holds
from tuki.people.customers.queries import tiers, value_of
from tuki.people.permissions import VALUE
from tuki.people.queries import organisations_visible_to, person_for
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("organisations")
READ, WRITE = "people:read", "people:write"
SETTINGS_WRITE = "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Weight = Annotated[int, Meta(ge=0, le=100)]
Position = Annotated[int, Meta(ge=0, le=32767)]
Revenue = Annotated[int, Meta(ge=0, le=10**12)]


class TierShape(msgspec.Struct):
    """A tier. Each point of its `weight` counts as a quarter of an hour of waiting in the order `value`."""

    code: str
    name: str
    weight: int
    is_active: bool


class NewTier(Input):
    """The tier of this code, new or changed."""

    code: Code
    name: ShortName
    weight: Weight
    position: Position = 0
    is_active: bool = True


class CustomerValue(Input):
    """What a customer is worth. `tier` is a code; `revenue_per_month` in whole units; empty where nobody said."""

    tier: Code = ""
    plan: Annotated[str, Meta(max_length=80)] = ""
    revenue_per_month: Revenue | None = None
    standing: Literal["", "trial", "paying"] = ""


class ValueShape(msgspec.Struct):
    """As it was given, and the `weight` that follows from it."""

    tier: str
    plan: str
    revenue_per_month: int | None
    standing: str
    weight: int


@routes.get("/tiers", scope=READ, answer=Items[TierShape])
def list_tiers(actor: Actor) -> Items[TierShape]:
    """All tiers in their order. For agents."""
    if not sees_notes(actor):
        raise Refused("not_allowed")
    return Items([TierShape(each.code, each.name, each.weight, each.is_active) for each in tiers().values()], None)


@routes.post("/tiers", scope=SETTINGS_WRITE, body=NewTier, answer=TierShape)
def set_one_tier(actor: Actor, body: NewTier) -> TierShape:
    """Adds or changes a tier."""
    set_tier(actor, **msgspec.structs.asdict(body))
    return TierShape(body.code, body.name, body.weight, body.is_active)


@routes.get("/organisations/{row:id}/value", scope=READ, answer=ValueShape)
def show_organisation_value(actor: Actor, id: int) -> ValueShape:
    """What an organisation is worth."""
    _insist_organisation(actor, id)
    return _shape(id, 0)


@routes.post("/organisations/{row:id}/value", scope=WRITE, body=CustomerValue, answer=ValueShape)
def set_value_of_organisation(actor: Actor, body: CustomerValue, id: int) -> ValueShape:
    """An organisation is worth this; fields that are not named are emptied."""
    _insist_organisation(actor, id)
    set_organisation_value(actor, id, value=ValueDefinition(**msgspec.structs.asdict(body)))
    return _shape(id, 0)


@routes.get("/people/{row:id}/value", scope=READ, answer=ValueShape)
def show_person_value(actor: Actor, id: int) -> ValueShape:
    """What somebody without an organisation is worth."""
    person_for(actor, id)
    insist_holds(actor, VALUE)
    return _shape(None, id)


@routes.post("/people/{row:id}/value", scope=WRITE, body=CustomerValue, answer=ValueShape)
def set_value_of_person(actor: Actor, body: CustomerValue, id: int) -> ValueShape:
    """Somebody is worth this while they belong to no organisation; fields that are not named are emptied."""
    person_for(actor, id)
    set_person_value(actor, id, value=ValueDefinition(**msgspec.structs.asdict(body)))
    return _shape(None, id)


def _insist_organisation(actor: Actor, organisation_id: int) -> None:
    if not organisations_visible_to(actor).filter(pk=organisation_id).exists():
        raise NotFound()
    insist_holds(actor, VALUE)


def _shape(organisation_id: int | None, person_id: int) -> ValueShape:
    row = value_of(organisation_id, person_id)
    if row is None:
        return ValueShape("", "", None, "", 0)
    tier = tiers()[row.tier_id].code if row.tier_id else ""
    return ValueShape(tier, row.plan, row.revenue_per_month, row.standing, row.weight)
