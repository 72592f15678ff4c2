"""S3 and S5: open tickets counted anew, deadlines told, the list by time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.desk import Browser, fill, prepare
from bench.figures import Figure, Size, at_most, cpu_ms, ratio

RECOUNTED, DEADLINES = 100_000, 10_000
PORTION = 250


def measure(size: Size) -> list[Figure]:
    """Wall clock for the whole of it, scaled to the goal's numbers where fewer tickets were measured."""
    cast, count = prepare(), size.tickets
    from tuki.kernel import clock
    from tuki.kernel.actors import system
    from tuki.sla.clocks.recounting import begin_recounting, recount_portion
    from tuki.sla.clocks.telling import tell_all
    from tuki.tickets.models import Ticket

    fill(cast, count)
    now = clock.now()
    Ticket.objects.update(is_open=True, status_id="new", opened_at=now - timedelta(hours=2), closed_at=None)
    _tell_their_beginnings(now - timedelta(hours=2))
    _policy(minutes=480, at=now - timedelta(hours=3))
    run = _running(begin_recounting)
    counted = _seconds(lambda: _until_done(lambda: recount_portion(system("bench"), run.id)))
    _analyse()
    browser = Browser(cast.vera)
    due, plain = cpu_ms(
        max(10, size.repeats // 4),
        lambda: browser.get("/desk/lists/due"),
        lambda: browser.get("/desk/lists/open"),
    )
    late = min(count, DEADLINES)
    _bring_forward(late)
    told = _seconds(lambda: tell_all(system("bench")))
    return [
        at_most("S3", f"{RECOUNTED:,} open tickets counted anew", counted * RECOUNTED / count, 300, "s"),
        at_most("S5", f"{DEADLINES:,} deadlines told", told * DEADLINES / late, 60, "s"),
        ratio("S5", "list by time left against the list of open tickets", due, plain, most=1.3),
    ]


def _analyse() -> None:
    """The database's statistics know of the clocks, as they do on a desk that runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _policy(*, minutes: int, at: Any) -> None:
    from tests.sla.promises import always, promised
    from tuki.kernel import clock

    with clock.at(at):
        promised(first_response=minutes, resolve=minutes * 2, steps=[], calendar=always())


def _tell_their_beginnings(at: Any) -> None:
    """Each ticket gets the stream that its opening would have written."""
    from django.db import transaction

    from tuki.kernel import clock, log
    from tuki.kernel.actors import system
    from tuki.tickets.events import MessageAdded, TicketOpened
    from tuki.tickets.models import Ticket

    actor = system("bench")
    fields = ("id", "reference", "brand_id", "department_id", "priority", "requester_id")
    rows = list(Ticket.objects.order_by("id").values_list(*fields))
    for start in range(0, len(rows), PORTION):
        told = []
        for id_, reference, brand_id, department_id, priority, requester_id in rows[start : start + PORTION]:
            opened = TicketOpened(
                subject=id_, reference=reference, brand_id=brand_id, department_id=department_id, kind_code="incident",
                status="new", priority=priority, requester_id=requester_id, channel="mail",
            )  # fmt: skip
            message = MessageAdded(
                subject=id_, message_id=id_, message_kind="reply", author_id=requester_id, is_public=True,
                is_from_desk=False, is_verified=True, is_automatic=False, is_first=True, channel="mail",
            )  # fmt: skip
            told += [log.Announced(actor, opened, at), log.Announced(actor, message, at)]
        with transaction.atomic(), clock.at(at):
            log.append(told)


def _bring_forward(count: int) -> None:
    """The policy promises less, so that the first response of `count` tickets is due now; the others are done."""
    from django.db import transaction

    from tests.sla.promises import always, promise
    from tuki.kernel import clock
    from tuki.kernel.actors import system
    from tuki.sla.clocks.recounting import recount
    from tuki.sla.commands.policies import change_policy
    from tuki.sla.models import Policy
    from tuki.tickets.models import Ticket

    with clock.at(clock.now() - timedelta(hours=2)):
        said = promise(first_response=60, resolve=960, steps=[], calendar=always())
        change_policy(system("bench"), Policy.objects.get().id, definition=said)
    ids = list(Ticket.objects.order_by("id").values_list("id", flat=True)[:count])
    for start in range(0, count, PORTION):
        with transaction.atomic():
            recount(ids[start : start + PORTION])


def _running(begin: Callable[[], Any]) -> Any:
    """Calls what only a running command may."""
    from tuki.kernel.actors import system
    from tuki.kernel.command import command

    return command(lambda _actor: begin())(system("bench"))


def _until_done(step: Callable[[], bool]) -> None:
    while step():
        pass


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
