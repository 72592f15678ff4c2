"""One goal on one database, in a process and an empty home of its own; prints its figures as JSON."""

from __future__ import annotations

import importlib
import os
import sys

import msgspec

from bench.figures import FULL, SMALL

MODULES = {
    "P1": "p1_pages", "P2": "p2_paging", "P3": "p3_search", "P4": "p4_opening", "P5": "p5_mail",
    "P6": "p6_first_load", "P7": "p7_streams", "P8": "p8_start",
    "S4": "s4_clocks", "S5": "s5_deadlines", "S9": "s9_rehearsals",
}  # fmt: skip


def main(goal: str, size: str) -> None:
    """Measures and prints."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuki.site.settings"
    module = importlib.import_module(f"bench.{MODULES[goal]}")
    print(msgspec.json.encode(module.measure(FULL if size == FULL.name else SMALL)).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
