"""Definitions of a file: categories and priority matrices."""

from __future__ import annotations

import msgspec

from tuki.catalogue.categories import CategoryDefinition, category_named, category_tree
from tuki.catalogue.commands.category import add_category, redefine_category
from tuki.catalogue.commands.matrix import set_matrix
from tuki.catalogue.priorities import read_matrix
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.setup.commands.applied_desk import brand_named, department_named
from tuki.setup.reading import Item


def category(actor: Actor, item: Item) -> None:
    """One `[[category]]`, known by its path; what the file does not say stays. A parent stands before its children."""
    parent = item.get("parent", "")
    parent_id = category_named(parent) if parent else None
    if parent and parent_id is None:
        raise Invalid("unknown_category", field="parent", name=parent)
    known = category_named(f"{parent}/{item.values['name']}" if parent else item.values["name"])
    before = category_tree()[known].definition if known is not None else CategoryDefinition(name=item.values["name"])
    values = item.chosen(position="position", is_active="active")
    if "names" in item.values:
        pairs = (each.partition(":") for each in item.values["names"])
        values["names"] = {code.strip(): name.strip() for code, _colon, name in pairs}
    if "department" in item.values:
        place = item.values["department"]
        values["department_id"] = department_named(place) if place else None
    definition = msgspec.structs.replace(before, parent_id=parent_id, **values)
    if known is None:
        add_category(actor, definition=definition)
    else:
        redefine_category(actor, known, definition=definition)


def priority_matrix(actor: Actor, item: Item) -> None:
    """One `[[priority_matrix]]`: of a brand, or of the whole desk when it names none."""
    rows = [[int(number) for number in row.split()] for row in item.values["rows"]]
    brand_id = brand_named(item.values["brand"]) if item.get("brand") else None
    set_matrix(actor, definition=read_matrix(rows), brand_id=brand_id)
