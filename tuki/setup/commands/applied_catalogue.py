"""Definitions of a file: the priority matrices."""

from __future__ import annotations

from tuki.catalogue.commands.matrix import set_matrix
from tuki.catalogue.priorities import read_matrix
from tuki.kernel.actors import Actor
from tuki.setup.commands.applied_desk import brand_named
from tuki.setup.reading import Item


def priority_matrix(actor: Actor, item: Item) -> None:
    """One `[[priority_matrix]]`: of a brand, or of the whole desk when it names none."""
    rows = [[int(number) for number in row.split()] for row in item.values["rows"]]
    brand_id = brand_named(item.values["brand"]) if item.get("brand") else None
    set_matrix(actor, definition=read_matrix(rows), brand_id=brand_id)
