"""Derived tables by name, and how each is made anew from the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tuki.search import indexing
from tuki.sla.clocks import rebuilding as clocks
from tuki.tickets.lines import hops

Rebuild = Callable[[], Iterator[tuple[int, int]]]

REBUILDS: dict[str, Rebuild] = {"search": indexing.rebuild, "hops": hops.rebuild, "clocks": clocks.rebuild}
