"""Kinds and workflows of a file."""

from __future__ import annotations

from tuki.catalogue.commands.kinds import add_kind, rename_kind, restore_kind, retire_kind
from tuki.catalogue.queries import known_kinds
from tuki.kernel.actors import Actor
from tuki.setup.reading import Item
from tuki.setup.workflow_tables import names_in, read_workflow
from tuki.tickets.commands.workflow import add_workflow, change_workflow
from tuki.tickets.queries.workflow import workflows


def kind(actor: Actor, item: Item) -> None:
    """One `[kind.CODE]`; without `names` or `active` those stay as they are."""
    names = names_in(item.get("names", {}), "names")
    if item.code not in known_kinds():
        add_kind(actor, code=item.code, names=names)
    elif "names" in item.values:
        rename_kind(actor, item.code, names=names)
    if "active" in item.values:
        (restore_kind if item.values["active"] else retire_kind)(actor, item.code)


def workflow(actor: Actor, item: Item) -> None:
    """One `[workflow.CODE]`; `moves` says where the tickets of removed statuses go."""
    before = next((each for each in workflows().values() if each.code == item.code), None)
    definition = read_workflow(item, before.definition if before else None)
    moves = names_in(item.get("moves", {}), "moves")
    if before is None:
        add_workflow(actor, code=item.code, definition=definition, moves=moves)
    else:
        change_workflow(actor, before.id, definition=definition, moves=moves)
