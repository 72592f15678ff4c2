"""P8: from an empty home to the first page, and the memory of everything at rest."""

from __future__ import annotations

import time

from bench.figures import Figure, Size, at_most
from bench.serving import Served

REST_SECONDS = 8.0


def measure(size: Size) -> list[Figure]:
    """`tuki serve` with web, worker and listeners on free ports."""
    with Served("serve", "--lmtp", "127.0.0.1:0", "--smtp", "127.0.0.1:0") as served:
        started = served.seconds_to_start
        time.sleep(REST_SECONDS)
        memory = served.memory_mb()
    return [
        at_most("P8", "from an empty home to the first page", started, 3, "s"),
        at_most("P8", "memory of all processes at rest", memory, 200, "MB"),
    ]
