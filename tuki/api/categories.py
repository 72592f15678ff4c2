"""Categories."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Id, Input, Items
from tuki.catalogue.categories import (
    CategoryDefinition,
    CategoryRow,
    category_named,
    category_path,
    category_tree,
    offered_categories,
)
from tuki.catalogue.commands.category import add_category, redefine_category
from tuki.catalogue.permissions import EDIT
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound

routes = Routes("settings")
READ, WRITE = "settings:read", "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Names = Annotated[dict[Code, ShortName], Meta(max_length=20)]
Position = Annotated[int, Meta(ge=0, le=32767)]


class CategoryShape(msgspec.Struct):
    """A category. `path` names it with all that stands above it; `names` are its names by language."""

    id: int
    name: str
    names: dict[str, str]
    path: str
    parent: int | None
    position: int
    department: int | None
    is_active: bool


class NewCategory(Input):
    """`parent`: the id of the category above; `department`: where new requests of it go."""

    name: ShortName
    names: Names = {}
    parent: Id | None = None
    position: Position = 0
    department: Id | None = None
    is_active: bool = True


class CategoryChange(Input):
    """Only what is named changes."""

    name: ShortName | UnsetType = UNSET
    names: Names | UnsetType = UNSET
    parent: Id | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET
    department: Id | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


@routes.get("/categories", scope=READ, answer=Items[CategoryShape])
def list_categories(actor: Actor) -> Items[CategoryShape]:
    """The tree, each behind its parent; what is not offered only for those who change it."""
    shown = _visible_to(actor)
    return Items([_shape(row) for row in category_tree().values() if row.id in shown], None)


@routes.get("/categories/{row:id}", scope=READ, answer=CategoryShape)
def show_category(actor: Actor, id: int) -> CategoryShape:
    """One category."""
    return _shape(_row(actor, id))


@routes.post("/categories", scope=WRITE, body=NewCategory, answer=CategoryShape, status=201)
def add_new_category(actor: Actor, body: NewCategory) -> CategoryShape:
    """A new category."""
    return _shape(_row(actor, add_category(actor, definition=_defined(msgspec.structs.asdict(body))).id))


@routes.patch("/categories/{row:id}", scope=WRITE, body=CategoryChange, answer=CategoryShape)
def change_one_category(actor: Actor, body: CategoryChange, id: int) -> CategoryShape:
    """Changes what is named."""
    before = _shape(_row(actor, id))
    known = {name: getattr(before, name) for name in ("name", "names", "parent", "position", "department", "is_active")}
    named = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    redefine_category(actor, id, definition=_defined(known | named))
    return _shape(_row(actor, id))


def category_id(named: int | str | None) -> int | None:
    """The category of this id, or of this path of names (`Hardware/Printers`); refuses `unknown_category`."""
    if named is None or isinstance(named, int):
        return named
    found = category_named(named)
    if found is None:
        raise Invalid("unknown_category", field="category", name=named)
    return found


def _defined(values: dict[str, Any]) -> CategoryDefinition:
    parent, department = values.pop("parent"), values.pop("department")
    return CategoryDefinition(parent_id=parent, department_id=department, **values)


def _visible_to(actor: Actor) -> frozenset[int]:
    return frozenset(category_tree()) if actor.holds(EDIT) else offered_categories()


def _row(actor: Actor, category_id: int) -> CategoryRow:
    if category_id not in _visible_to(actor):
        raise NotFound()
    return category_tree()[category_id]


def _shape(row: CategoryRow) -> CategoryShape:
    says = row.definition
    return CategoryShape(
        row.id,
        says.name,
        says.names,
        category_path(row.id),
        says.parent_id,
        says.position,
        says.department_id,
        says.is_active,
    )
