"""Going back to an earlier version of a workflow, and where tickets go that would lose their status by that."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import NotFound, Refused
from tuki.kernel.versions import versions_of
from tuki.tickets.commands.workflow import SETTING, change_workflow
from tuki.tickets.models import Workflow
from tuki.tickets.workflow import WorkflowDefinition


@command
def restore_workflow_version(
    actor: Actor, workflow_id: int, *, number: int, moves: Mapping[str, str] | None = None
) -> Workflow:
    """The workflow says again what it said in that version, as a new one; `moves` as in `change_workflow`.

    Refuses what `said_in_version` and `change_workflow` refuse, `tickets_in_removed_status` among it.
    """
    definition = said_in_version(actor, workflow_id, number)
    return change_workflow(actor.because(f"version:{number}"), workflow_id, definition=definition, moves=moves)


def said_in_version(actor: Actor, workflow_id: int, number: int) -> WorkflowDefinition:
    """What the workflow said in that version; one query. Refuses `not_allowed`, `not_found`, and `version_unreadable`
    when this release no longer understands it."""
    found = next((each for each in versions_of(actor, SETTING, workflow_id) if each.number == number), None)
    if found is None:
        raise NotFound()
    try:
        return msgspec.convert(found.definition, WorkflowDefinition)
    except msgspec.ValidationError:
        raise Refused("version_unreadable") from None
