"""Open tickets are counted anew after a policy or calendar changed: in portions, each in a transaction of its own."""

from __future__ import annotations

from django.db.models import F, QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command, enqueue
from tuki.sla.clocks.keeping import folded, keep, kept_clocks, rows_of
from tuki.sla.clocks.models import Recounting
from tuki.tickets.models import Ticket

PORTION = 100
JOB = "sla.recount"


def counted_tickets() -> QuerySet[Ticket]:
    """Tickets whose clocks may run. For the product itself: hides nothing."""
    return Ticket.objects.filter(is_open=True, trashed_at=None)


def begin_recounting() -> Recounting | None:
    """Within a running command: a run over all open tickets begins, by jobs; it takes the place of one that goes on.

    None when there is nothing to count.
    """
    total = counted_tickets().count()
    if total == 0:
        return None
    Recounting.objects.filter(finished_at=None).update(finished_at=clock.now())
    run = Recounting.objects.create(begun_at=clock.now(), total_count=total)
    enqueue(JOB, lane="slow", run_id=run.id)
    return run


@command
def recount_portion(actor: Actor, run_id: int) -> bool:
    """The next tickets of a run are counted; whether more are left.

    Tickets are locked while they are counted, so that nobody counts by older events. Twice is harmless: what does
    not differ is not written.
    """
    run = Recounting.objects.select_for_update().get(pk=run_id)
    if run.finished_at is not None:
        return False
    tickets = counted_tickets().filter(id__gt=run.seen_id).order_by("id").select_for_update(of=("self",))
    ids = list(tickets.values_list("id", flat=True)[:PORTION])
    changed = recount(ids)
    is_more = len(ids) == PORTION
    Recounting.objects.filter(pk=run_id).update(
        seen_id=ids[-1] if ids else run.seen_id,
        seen_count=F("seen_count") + len(ids),
        changed_count=F("changed_count") + changed,
        finished_at=None if is_more else clock.now(),
    )
    return is_more


def recount(ticket_ids: list[int]) -> int:
    """Within a transaction that has locked them: these tickets' rows become what the fold says; how many differed."""
    states = folded(ticket_ids, now=clock.now())
    wanted = {ticket_id: rows_of(ticket_id, found) for ticket_id, found in states.items()}
    return len(keep(wanted, kept_clocks(ticket_ids)))


def latest_run() -> Recounting | None:
    """The newest run, finished or not."""
    return Recounting.objects.order_by("-id").first()
