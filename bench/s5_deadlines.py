"""S5: deadlines told by two workers, one of which is killed in the middle: none is missed, none told twice."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from bench.backlog import fill_backlog, working_moments
from bench.desk import prepare
from bench.figures import Figure, Size, at_most
from bench.working import measured, start

DEADLINES, SECONDS = 10_000, 60
LOOK_SECONDS = 0.1
FEWEST_TICKETS = 5_000  # with fewer, starting the workers would be all that is measured


class Clock(NamedTuple):
    """A promise on a ticket, by which deadlines are known."""

    ticket_id: int
    target: str
    round: int


def measure(size: Size) -> list[Figure]:
    """CPU of both workers and the database, mails and notices included, scaled to the goal's number."""
    cast = prepare()
    from tuki.kernel.actors import system
    from tuki.kernel.command import command
    from tuki.kernel.database.statistics import refresh_statistics
    from tuki.sla.clocks.recounting import begin_recounting

    fill_backlog(cast, working_moments(max(size.tickets // 4, FEWEST_TICKETS)))
    run = command(lambda _actor: begin_recounting())(system("bench"))
    start("recount", run.id).wait()
    refresh_statistics(all_tables=True)
    moment, awaited = _coming(DEADLINES)
    with measured(workers=2) as taken:
        _tell_with_a_kill(moment, len(awaited))
    told = _told()
    heard = {clock for clock, _step in told}
    return [
        at_most("S5", f"{DEADLINES:,} deadlines told", taken[0] * DEADLINES / len(awaited), SECONDS, "s CPU"),
        at_most("S5", "of them missed, a worker killed", len(awaited - heard), 0, "deadlines"),
        at_most("S5", "of them told twice", sum(told.values()) - len(told), 0, "deadlines"),
    ]


def _coming(most: int) -> tuple[datetime, set[Clock]]:
    """The moment by which so many deadlines have come, or all that there are; and which."""
    from tuki.kernel import clock
    from tuki.sla import models

    coming = models.Clock.objects.filter(next_check_at__gt=clock.now()).order_by("next_check_at", "id")
    rows = list(coming.values_list("next_check_at", "ticket_id", "target", "round")[:most])
    return rows[-1][0], {Clock(*row[1:]) for row in rows}


def _tell_with_a_kill(moment: datetime, count: int) -> None:
    """Two workers; one dies when half is told, and the other ends what is left."""
    from tuki.sla.models import Notice

    first, second = start("tell", moment), start("tell", moment)
    while Notice.objects.count() < count // 2 and first.poll() is None:
        time.sleep(LOOK_SECONDS)
    first.kill()
    first.wait()
    if second.wait():
        raise SystemExit("a worker failed")


def _told() -> Counter[tuple[Clock, str]]:
    """How often the log says of each step of each clock that it was told."""
    from tuki.kernel.log import streams_of
    from tuki.sla.events import OfClock
    from tuki.sla.models import Notice

    streams = streams_of("ticket", list(Notice.objects.values_list("ticket_id", flat=True).distinct()))
    told = [entry.event for entries in streams.values() for entry in entries if isinstance(entry.event, OfClock)]
    return Counter((Clock(each.subject, each.target, each.round), f"{each.minutes}:{each.step}") for each in told)
