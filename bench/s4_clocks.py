"""S4: due times of all open tickets after a calendar changed, what a reply waits meanwhile, the list by time left."""

from __future__ import annotations

import time
from typing import Any

from bench.backlog import fill_backlog, working_moments
from bench.desk import Browser, prepare
from bench.figures import Figure, Size, at_most, cpu_ms, ratio
from bench.plans import plan_of
from bench.working import measured, start

TICKETS, SECONDS = 100_000, 300
LONGEST_WAIT_MS = 1_000
REST_SECONDS = 0.02


def measure(size: Size) -> list[Figure]:
    """CPU of worker and database, scaled to the goal's number where fewer tickets were measured; waits by the wall."""
    cast, count = prepare(), size.tickets
    from tuki.kernel.database.statistics import refresh_statistics

    fill_backlog(cast, working_moments(count))
    start("recount", _change_hours("07:00")).wait()
    refresh_statistics(all_tables=True)
    run_id = _change_hours("09:00")
    with measured() as counted:
        start("recount", run_id).wait()
    waits = _replies_during(cast, _change_hours("08:00"))
    browser = Browser(cast.vera)
    due, newest = cpu_ms(
        max(10, size.repeats // 4),
        lambda: browser.get("/desk/lists/due"),
        lambda: browser.get("/desk/lists/open"),
    )
    return [
        at_most("S4", f"{TICKETS:,} open tickets counted anew", counted[0] * TICKETS / count, SECONDS, "s CPU"),
        at_most("S4", "longest wait of a reply meanwhile, a worker killed", waits[-1], LONGEST_WAIT_MS, "ms"),
        ratio("S4", "list by time left against the newest", due, newest, most=1.2),
        at_most("S4", "sorts in its plan, for who sees all and for an agent", _sorts(cast), 0, "sorts"),
    ]


def _change_hours(begin: str) -> int:
    """The working day begins at another time; the run that counts anew."""
    import msgspec

    from tuki.kernel.actors import system
    from tuki.sla.clocks.recounting import latest_run
    from tuki.sla.commands.calendars import change_calendar
    from tuki.sla.models import Calendar
    from tuki.sla.queries import definition_of

    row = Calendar.objects.get(name="Oslo")
    said = definition_of(row)
    week = {day: [(begin, "16:00")] for day in said.week}
    change_calendar(system("bench"), row.id, definition=msgspec.structs.replace(said, week=week))
    run = latest_run()
    assert run is not None
    return run.id


def _replies_during(cast: Any, run_id: int) -> list[float]:
    """How long Anna's replies took while a worker counted, was killed in the middle and another went on; sorted."""
    from tuki.sla.models import Recounting
    from tuki.tickets.commands.reply import reply_to_ticket
    from tuki.tickets.models import Ticket

    anna, waits, was_killed = cast.actor(cast.anna), [], False
    references = iter(list(Ticket.objects.order_by("id").values_list("reference", flat=True)))
    worker, run = start("recount", run_id), Recounting.objects.get(pk=run_id)
    while run.finished_at is None:
        begun = time.perf_counter()
        reply_to_ticket(anna, next(references), text="We are on our way.")
        waits.append(1000 * (time.perf_counter() - begun))
        time.sleep(REST_SECONDS)
        run.refresh_from_db()
        if not was_killed and run.seen_count >= run.total_count // 2:
            worker.kill()
            worker.wait()
            worker, was_killed = start("recount", run_id), True
    if worker.wait() or run.seen_count != run.total_count:
        raise SystemExit(f"{run.seen_count} of {run.total_count} tickets were counted")
    return sorted(waits)


def _sorts(cast: Any) -> int:
    """How often the database would sort to make the first page of the list by time left."""
    from tuki.tickets.queries.lists import page_of
    from tuki.tickets.queries.views import in_view

    def read() -> None:
        for who in (cast.vera, cast.anna):
            page_of(in_view(cast.actor(who), "due"), order="due")

    plan = plan_of(read)
    return plan.count("TEMP B-TREE") + plan.count("Sort ")
