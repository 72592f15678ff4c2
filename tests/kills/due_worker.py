"""Deadlines for killing: `python -m tests.kills.due_worker fill COUNT` makes tickets that are late, `… work` tells,
`… count` says what was told.

TUKI_HOME names a desk with its tables. A worker says `ready`, waits for a line, and then says `told` after each
portion until nothing is due; portions are small, so that a kill comes in the middle.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

PORTION = 3


def main(what: str, *given: str) -> None:
    """Fills, works or counts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuki.site.settings")
    import django

    django.setup()
    if what == "fill":
        fill(int(given[0]))
    elif what == "work":
        work()
    else:
        print(json.dumps(count()))


def fill(count: int) -> None:
    """Tickets whose promise was broken an hour ago, and nobody was there to tell."""
    from tests.cast import SYSTEM
    from tests.sla.promises import always, promised
    from tuki.kernel import clock
    from tuki.people.commands.persons import add_person
    from tuki.people.models import Department
    from tuki.tickets.commands.open import open_ticket
    from tuki.tickets.commands.writing import Writing

    now, department_id = clock.now(), Department.objects.values_list("id", flat=True)[0]
    with clock.at(now - timedelta(hours=3)):
        requester = add_person(SYSTEM, name="Late", email="late@customer-a.test")
        promised(resolve=60, steps=[], calendar=always())
    with clock.at(now - timedelta(hours=2)):
        for number in range(count):
            open_ticket(
                SYSTEM,
                department_id=department_id,
                requester_id=requester.id,
                subject=f"Ticket {number}",
                writing=Writing(text="It burns."),
            )


def work() -> None:
    """Tells until nothing is due."""
    from tuki.kernel import clock
    from tuki.kernel.actors import system
    from tuki.sla.clocks.telling import due_now, tell_portion

    print("ready", flush=True)
    sys.stdin.readline()
    while due_now(clock.now()):
        tell_portion(system("test"), most=PORTION)
        print("told", flush=True)


def count() -> list[int]:
    """How many breaches are in the log, on how many tickets, and how many notices there are."""
    from tuki.kernel.models import EventRow
    from tuki.sla.models import Notice

    breaches = EventRow.objects.filter(kind="sla.breached")
    return [breaches.count(), breaches.values("stream_id").distinct().count(), Notice.objects.count()]


if __name__ == "__main__":
    main(*sys.argv[1:])
