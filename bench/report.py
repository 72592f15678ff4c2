"""The figures as a table for people, beside those of the peers."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, Size

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
PEERS = {
    "P1": "list: FreeScout 129 ms, Roundup 158 (20,000 tickets), django-helpdesk 543, RT 881; page with 3 messages: "
    "osTicket 51 ms, FreeScout 85, RT 843; with 50: osTicket 140 ms, RT 1,361",
    "P2": "queries for the list: FreeScout 14, django-helpdesk 65, Roundup 350, RT 391",
    "P3": "osTicket 61–67 ms, RT 912, django-helpdesk 4,845, FreeScout 17,600",
    "P4": "django-helpdesk 27/s with 1 client and 49/s with 4, osTicket 22, FreeScout 12, RT 3.5",
    "P5": "django-helpdesk 17/s, osTicket 12.7, Roundup 3.2, RT 2.5",
    "P6": "Roundup 19 kB, FreeScout 231, django-helpdesk 425, RT 1,522",
    "P7": "none published",
    "P8": "start: Roundup 2.6 s, RT and django-helpdesk 4; memory: osTicket 32–91 MB and MariaDB, django-helpdesk 260",
}
HEAD = """# Performance

Written by `bin/bench`: each goal beside its reference, taken in the same run by the database's own driver. A *ratio* is
the product's figure through the reference; times depend on the machine, ratios hardly. Peers were measured on another
machine of the same class with 100,000 tickets of three messages each (November 2026), one client.

P4's ratio depends on the disk: where syncing is slow, both sides mostly wait for it. Rates per second (P4, P5) are
meant for a machine that does nothing else; the load at the end of the run is given.

S4, S5 and S9 are about promises: open tickets counted anew after a calendar changed, deadlines told, a policy and a
rule rehearsed. Their seconds are CPU of workers and of the database's server together, so about what one worker takes
on a machine that does nothing else; with fewer tickets than the goal names they are scaled to its number.
"""


def lines(figures: dict[tuple[str, str], Sequence[Figure]]) -> list[str]:
    """One row of a Markdown table per figure."""
    rows = [
        "| goal | what | database | figure | reference | ratio | aim | reached |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (_, database), found in figures.items():
        for each in found:
            reference = "" if each.reference is None else f"{each.reference:.3g}"
            shown = "" if each.ratio is None else f"{each.ratio:.2f}"
            reached = "yes" if each.is_reached else "no"
            rows.append(
                f"| {each.goal} | {each.what} | {database} | {each.value:.3g} {each.unit} | {reference} | {shown} |"
                f" {each.aim} | {reached} |"
            )
    return rows


def write(figures: dict[tuple[str, str], Sequence[Figure]], size: Size) -> None:
    """Replaces docs/performance.md."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    when = time.strftime("%Y-%m-%d", time.gmtime())
    load = os.getloadavg()[1]
    peers = [f"- {goal}: {words}" for goal, words in PEERS.items() if any(goal == each for each, _ in figures)]
    text = [
        HEAD,
        f"{when} · {machine} · size {size.name}: {size.tickets:,} tickets of three messages ·"
        f" load of the machine {load:.1f}",
        "", *lines(figures), "", "## Peers", "", *peers,
    ]  # fmt: skip
    PAGE.write_text("\n".join(text) + "\n", encoding="utf-8")
