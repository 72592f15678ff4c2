"""Departments and their addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Address, Id, Input, Items, LongText, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.commands.desk import add_department, change_department, set_department_addresses
from tuki.people.models import Brand, Department, DepartmentAddress
from tuki.people.permissions import SETTINGS
from tuki.people.queries import departments_visible_to, main_brand
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("departments")
READ, WRITE = "settings:read", "settings:write"
Addresses = Annotated[list[Address], Meta(max_length=50)]
ShortName = Annotated[str, Meta(max_length=120)]


class DepartmentShape(msgspec.Struct):
    """A department. The first of its `addresses` is the one from which it writes; `signature` is for agents."""

    id: int
    name: str
    brand: str
    parent: int | None
    addresses: list[str]
    signature: str
    is_active: bool


class NewDepartment(Input):
    """`brand`: its code; without it the first one."""

    name: ShortName
    brand: Annotated[str, Meta(max_length=32)] | None = None
    parent: Id | None = None
    addresses: Addresses = []
    signature: LongText = ""


class DepartmentChange(Input):
    """Only what is named changes."""

    name: ShortName | UnsetType = UNSET
    parent: Id | UnsetType | None = UNSET
    addresses: Addresses | UnsetType = UNSET
    signature: LongText | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@routes.get("/departments", scope=READ, query=Page, answer=Items[DepartmentShape])
def list_departments(actor: Actor, query: Page) -> Items[DepartmentShape]:
    """Agents see theirs, customers those to which they may write, who changes settings all. Two queries."""
    rows = _visible_to(actor).select_related("brand").filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items(_shapes(actor, found), str(found[-1].id) if has_more else None)


@routes.get("/departments/{row:id}", scope=READ, answer=DepartmentShape)
def show_department(actor: Actor, id: int) -> DepartmentShape:
    """One department."""
    return _shape(actor, id)


@routes.post("/departments", scope=WRITE, body=NewDepartment, answer=DepartmentShape, status=201)
def add_new_department(actor: Actor, body: NewDepartment) -> DepartmentShape:
    """A new department."""
    brand = Brand.objects.filter(code=body.brand).first() if body.brand else main_brand()
    if brand is None:
        raise Invalid("invalid", field="brand")
    added = add_department(actor, brand_id=brand.id, name=body.name, parent_id=body.parent, signature=body.signature)
    if body.addresses:
        set_department_addresses(actor, added.id, addresses=body.addresses)
    return _shape(actor, added.id)


@routes.patch("/departments/{row:id}", scope=WRITE, body=DepartmentChange, answer=DepartmentShape)
def change_one_department(actor: Actor, body: DepartmentChange, id: int) -> DepartmentShape:
    """Changes what is named."""
    _shape(actor, id)
    values: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    addresses = values.pop("addresses", None)
    if "parent" in values:
        values["parent_id"] = values.pop("parent")
    change_department(actor, id, **values)
    if addresses is not None:
        set_department_addresses(actor, id, addresses=addresses)
    return _shape(actor, id)


def _visible_to(actor: Actor) -> Any:
    return Department.objects.all() if actor.holds(SETTINGS) else departments_visible_to(actor)


def _shape(actor: Actor, department_id: int) -> DepartmentShape:
    row = _visible_to(actor).select_related("brand").filter(pk=department_id).first()
    if row is None:
        raise NotFound()
    return _shapes(actor, [row])[0]


def _shapes(actor: Actor, rows: Sequence[Department]) -> list[DepartmentShape]:
    addresses: dict[int, list[str]] = defaultdict(list)
    listed = DepartmentAddress.objects.filter(department__in=[row.id for row in rows]).order_by("-is_main", "id")
    for department_id, address in listed.values_list("department_id", "address") if rows else ():
        addresses[department_id].append(address)
    shows = sees_notes(actor)
    return [
        DepartmentShape(
            row.id, row.name, row.brand.code, row.parent_id, addresses[row.id], row.signature if shows else "",
            row.is_active,
        )
        for row in rows
    ]  # fmt: skip
