"""Brands: under which names the desk answers, and what becomes of what is completed and closed there."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input, Items
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.commands.desk import change_brand
from tuki.people.commands.insisting import insist_holds
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS
from tuki.setup import values
from tuki.setup.commands.desk import set_up_brand
from tuki.tickets.commands.prefix import change_prefix
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("settings")
READ, WRITE = "settings:read", "settings:write"
Short = Annotated[str, Meta(min_length=1, max_length=120)]
Prefix = Annotated[str, Meta(pattern="^[A-Za-z0-9]{1,12}$")]
Language = Annotated[str, Meta(max_length=8)]
Zone = Annotated[str, Meta(max_length=64)]
CloseDays = Annotated[int, Meta(ge=0, le=365)]
ReopenDays = Annotated[int, Meta(ge=0, le=3650)]


class BrandShape(msgspec.Struct):
    """A brand. Completed tickets close after `close_after_days` of silence. A reply to a closed one reopens it within
    `reopen_within_days` when the brand `reopens_closed`; otherwise, and later, it opens one that follows it."""

    id: int
    code: str
    name: str
    prefix: str
    language: str
    time_zone: str
    close_after_days: int
    reopens_closed: bool
    reopen_within_days: int


class NewBrand(Input):
    """`prefix` begins the numbers of its tickets."""

    code: Code
    name: Short
    prefix: Prefix
    language: Language = "en"
    time_zone: Zone = "UTC"
    close_after_days: CloseDays = 3
    reopens_closed: bool = True
    reopen_within_days: ReopenDays = 30


class BrandChange(Input):
    """Only what is named changes; the prefix only while no ticket bears it."""

    name: Short | UnsetType = UNSET
    prefix: Prefix | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    time_zone: Zone | UnsetType = UNSET
    close_after_days: CloseDays | UnsetType = UNSET
    reopens_closed: bool | UnsetType = UNSET
    reopen_within_days: ReopenDays | UnsetType = UNSET


@routes.get("/brands", scope=READ, answer=Items[BrandShape])
def list_brands(actor: Actor) -> Items[BrandShape]:
    """All brands. For agents."""
    if not sees_notes(actor):
        raise Refused("not_allowed")
    return Items([_shape(row) for row in Brand.objects.order_by("id")], None)


@routes.post("/brands", scope=WRITE, body=NewBrand, answer=BrandShape, status=201)
def add_new_brand(actor: Actor, body: NewBrand) -> BrandShape:
    """One more brand."""
    return _shape(set_up_brand(actor, None, **_checked(msgspec.structs.asdict(body))))


@routes.patch("/brands/{row:id}", scope=WRITE, body=BrandChange, answer=BrandShape)
def change_one_brand(actor: Actor, body: BrandChange, id: int) -> BrandShape:
    """Changes what is named; each change is a version."""
    insist_holds(actor, SETTINGS)
    if not Brand.objects.filter(pk=id).exists():
        raise NotFound()
    said = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    prefix = _checked(said).pop("prefix", None)
    if prefix is not None:
        change_prefix(actor, id, prefix=prefix)
    return _shape(change_brand(actor, id, **said))


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    if "language" in said and values.language(said["language"]):
        raise Invalid("invalid", field="language")
    return said


def _shape(row: Brand) -> BrandShape:
    return BrandShape(*(getattr(row, name) for name in BrandShape.__struct_fields__))
