"""Kinds as the form of settings and the desk's file give them: names and workflow together or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from tuki.catalogue.commands.kinds import add_kind, rename_kind
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.tickets.commands.workflow import give_kind_workflow


@command
def set_up_kind(
    actor: Actor,
    code: str,
    *,
    is_new: bool,
    names: Mapping[str, str],
    workflow_id: int | None = None,
    moves: Mapping[str, str] | None = None,
) -> None:
    """The kind with these names, by this workflow (None: as it is). Announces `setting.changed`.

    Refuses what `add_kind`, `rename_kind` and `give_kind_workflow` refuse.
    """
    if is_new:
        add_kind(actor, code=code, names=names)
    else:
        rename_kind(actor, code, names=names)
    if workflow_id is not None:
        give_kind_workflow(actor, code, workflow_id=workflow_id, moves=moves)
