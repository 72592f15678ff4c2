"""Tickets whose workflow no longer has their status: where they go, and taking them there without stopping work."""

from __future__ import annotations

from collections.abc import Mapping

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.refusals import Invalid
from tuki.tickets.commands.changing import resettled, save
from tuki.tickets.events import TicketsResettled
from tuki.tickets.models import Resettlement, Ticket
from tuki.tickets.queries.workflow import stage_of, standing, status_names, workflow_of
from tuki.tickets.workflow import WorkflowDefinition

JOB = "tickets.resettle"
CHUNK = 50  # a transaction stays far below a second, so that nobody's answer waits for it
ByKind = Mapping[str, WorkflowDefinition]
Moves = Mapping[str, str]


def stranded(before: ByKind, after: ByKind) -> dict[tuple[str, str], int]:
    """How many tickets stand where their workflow would no longer have a status: by kind and status. One query."""
    lost = {kind: set(before[kind].codes) - set(after[kind].codes) for kind in after}
    kinds = [kind for kind, codes in lost.items() if codes]
    found = standing(kinds, {code for codes in lost.values() for code in codes})
    return {(kind, status): count for (kind, status), count in found.items() if status in lost[kind]}


def insist_moves(counts: Mapping[tuple[str, str], int], after: ByKind, moves: Moves) -> None:
    """Refuses `tickets_in_removed_status`, with the counts, unless every ticket that stands there has a place to go."""
    missing: dict[str, int] = {}
    for (kind, status), count in counts.items():
        if moves.get(status) not in after[kind].codes:
            missing[status] = missing.get(status, 0) + count
    if missing:
        names = status_names()
        listed = ", ".join(f"{names.get(code, code)}: {count}" for code, count in missing.items())
        raise Invalid("tickets_in_removed_status", field="moves", counts=listed)


def begin_resettling(actor: Actor, workflow_id: int, counts: Mapping[tuple[str, str], int], moves: Moves) -> None:
    """Within a running command: a job takes the tickets where `moves` says. Nothing to do when there are none."""
    if not counts:
        return
    row = Resettlement.objects.create(
        workflow_id=workflow_id,
        moves=[[kind, status, moves[status]] for kind, status in counts],
        total=sum(counts.values()),
        begun_at=clock.now(),
    )
    announce(actor, TicketsResettled(subject=workflow_id, moves=row.moves, count=row.total))
    enqueue(JOB, resettlement_id=row.id)


@command
def resettle_some(actor: Actor, resettlement_id: int) -> int:
    """Takes up to 50 tickets where they go, each by its own event, and comes back for the rest; how many it took.

    Announces `ticket.status_changed`, of which nobody is told by mail. The tickets keep their place in lists. It has
    ended once none is left. Where the workflow has changed once more, the tickets go to what is nearest, or stay.
    """
    row = Resettlement.objects.select_for_update().get(pk=resettlement_id)
    taken = 0
    for kind, source, target in row.moves:
        workflow = workflow_of(kind)
        if source in workflow.codes:
            continue
        place = workflow.nearest(target, stage_of(target))
        tickets = Ticket.objects.select_for_update(of=("self",)).select_related("brand")
        for ticket in tickets.filter(kind_id=kind, status_id=source).order_by("id")[: CHUNK - taken]:
            save(ticket, **resettled(actor, ticket, place), updated_at=ticket.updated_at)
            taken += 1
    row.done += taken
    if taken < CHUNK:
        row.ended_at = clock.now()
    else:
        enqueue(JOB, resettlement_id=row.id)
    row.save(update_fields=["done", "ended_at"])
    return taken
