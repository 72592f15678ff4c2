"""Open tickets follow a changed matrix: in portions, each in a transaction of its own."""

from __future__ import annotations

from django.db.models import F

from tuki.catalogue.queries import matrix_for
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.tickets.commands.changing import save
from tuki.tickets.events import PriorityChanged
from tuki.tickets.models import Reprioritising, Ticket
from tuki.tickets.queries.priorities import follows_matrix

PORTION = 200
JOB = "tickets.reprioritise"


def begin_reprioritising(brand_id: int | None) -> Reprioritising:
    """Within a running command: a run over the tickets that follow the matrix begins, by jobs."""
    run = Reprioritising.objects.create(
        brand_id=brand_id, begun_at=clock.now(), total_count=follows_matrix(brand_id).count()
    )
    enqueue(JOB, lane="slow", run_id=run.id)
    return run


@command
def reprioritise_portion(actor: Actor, run_id: int) -> bool:
    """The next tickets of a run get the priority that the matrix gives now; whether more are left.

    Announces `ticket.priority_changed` for those that differ; their place in lists by last change stays. Twice is
    harmless: it looks at what the tickets say.
    """
    run = Reprioritising.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.finished_at is not None:
        return False
    tickets = follows_matrix(run.brand_id).filter(id__gt=run.seen_id).order_by("id").select_for_update(of=("self",))
    found = list(tickets[:PORTION])
    changed = sum(_follow(actor, ticket) for ticket in found)
    is_more = len(found) == PORTION
    Reprioritising.objects.filter(pk=run_id).update(
        seen_id=found[-1].id if found else run.seen_id,
        seen_count=F("seen_count") + len(found),
        changed_count=F("changed_count") + changed,
        finished_at=None if is_more else clock.now(),
    )
    return is_more


def _follow(actor: Actor, ticket: Ticket) -> bool:
    priority = matrix_for(ticket.brand_id).priority_of(ticket.urgency, ticket.impact)
    if priority == ticket.priority:
        return False
    announce(actor, PriorityChanged(subject=ticket.id, old=ticket.priority, new=priority, way="matrix"))
    save(ticket, priority=priority, updated_at=ticket.updated_at)
    return True
