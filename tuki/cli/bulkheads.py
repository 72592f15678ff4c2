"""Load above capacity: how many requests are answered at once, how many wait for it, and who is sent away first.

Two bulkheads, one inside the other. What is heavy (searches, reports, the log) has some of the threads and never all,
so that signing in, tickets and replies go on; it is also sent away as soon as others wait long. Everything else waits
in a line of bounded length and for a bounded time. Nobody waits without end: who cannot be answered hears 503 with
`Retry-After` (RFC 9110, 15.6.4). Mail comes in by other processes, which put their senders off by themselves.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog

# Reading these may take seconds on a large desk; a test holds that they are addresses.
HEAVY_PATHS = (
    "/desk/search", "/desk/palette", "/desk/log", "/desk/log/export", "/desk/board/escalations", "/desk/rehearsals",
    "/api/v1/search", "/api/v1/events", "/api/v1/escalations", "/api/v1/rehearsals",
)  # fmt: skip
# Lists that are heavy when they are searched: `?q=`.
SEARCHED_PATHS = ("/desk/people", "/desk/ledger", "/api/v1/tickets")
_HEAVY = re.compile(rf"(?:{'|'.join(map(re.escape, HEAVY_PATHS))})(?:/|$)")
_SEARCHED = re.compile(rf"(?:{'|'.join(map(re.escape, SEARCHED_PATHS))})/?$")
_WORDS = re.compile(r"(?:^|&)q=[^&]")
HEAVY_SHARE = 2  # heavy requests have one of so many threads
NOTE_SECONDS = 60.0  # between two lines of the log about what was shed

logger = structlog.get_logger("tuki.web")


class Shed(NamedTuple):
    """Somebody is sent away: `is_heavy` for what they asked, after how many seconds they may come again."""

    is_heavy: bool
    retry_after_seconds: int


class Limits(NamedTuple):
    """How many of each may wait, and for how long in seconds. While more than `calm` requests wait, heavy ones are sent
    away at once. A browser gives up after 20 seconds (`defaultTimeout` of the pages), so nobody waits that long."""

    waiting: int = 500
    patience: float = 15.0
    heavy_waiting: int = 12
    heavy_patience: float = 4.0
    calm: int = 40


USUAL = Limits()


class Bulkhead:
    """At most `at_once` are inside; at most `waiting` wait, in order, none longer than `patience` seconds."""

    def __init__(self, at_once: int, *, waiting: int, patience: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most_waiting, self._patience = waiting, patience
        self.waiting = 0

    async def enter(self) -> bool:
        """Whether one may go in, after its wait; who went in leaves by `leave`."""
        if self._free.locked() and self.waiting >= self._most_waiting:
            return False
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        return True

    def leave(self) -> None:
        """One has been answered."""
        self._free.release()


class Bulkheads:
    """The two of one process, for its `threads`."""

    def __init__(self, *, threads: int, limits: Limits = USUAL) -> None:
        self._calm = limits.calm
        self._shed, self._noted_at = {True: 0, False: 0}, -NOTE_SECONDS
        self._all = Bulkhead(threads, waiting=limits.waiting, patience=limits.patience)
        self._heavy = Bulkhead(
            max(1, threads // HEAVY_SHARE), waiting=limits.heavy_waiting, patience=limits.heavy_patience
        )

    async def enter(self, *, is_heavy: bool) -> Shed | None:
        """None when the request may have a thread now; it ends with `leave`, which takes the same word."""
        if is_heavy and (self._all.waiting > self._calm or not await self._heavy.enter()):
            return self._sent_away(Shed(is_heavy=True, retry_after_seconds=5))
        try:
            entered = await self._all.enter()
        except asyncio.CancelledError:
            self._left(is_heavy)
            raise
        if not entered:
            self._left(is_heavy)
            return self._sent_away(Shed(is_heavy, retry_after_seconds=10))
        return None

    def leave(self, *, is_heavy: bool) -> None:
        """It has been answered."""
        self._all.leave()
        self._left(is_heavy)

    def _sent_away(self, shed: Shed) -> Shed:
        """Counts it; the log tells of all together, once a minute."""
        self._shed[shed.is_heavy] += 1
        if time.monotonic() - self._noted_at >= NOTE_SECONDS:
            self._noted_at = time.monotonic()
            logger.warning("requests_shed", heavy=self._shed[True], others=self._shed[False])
        return shed

    def _left(self, is_heavy: bool) -> None:
        if is_heavy:
            self._heavy.leave()


def is_heavy(environ: Mapping[str, Any]) -> bool:
    """Whether a request, as PEP 3333 describes it, is one that can wait: reading that may take long."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    path = environ["PATH_INFO"]
    if _HEAVY.match(path):
        return True
    return bool(_SEARCHED.match(path) and _WORDS.search(environ["QUERY_STRING"]))
