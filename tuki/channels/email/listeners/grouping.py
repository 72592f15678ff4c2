"""One thread that keeps deliveries: those that wait while a commit runs share the next one (group commit)."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import structlog
from django.db import connection

from tuki.channels.email.commands.journal import Delivery, journal_many
from tuki.kernel.actors import channel

logger = structlog.get_logger("tuki.mail")
MOST_DELIVERIES = 100
MOST_BYTES = 32 * 1024 * 1024
GATHER_SECONDS = 0.002

Keep = Callable[[Sequence[Delivery]], list[int]]
_Waiting = tuple[Delivery, "Future[int]"]


def keep_in_journal(deliveries: Sequence[Delivery]) -> list[int]:
    """What the listeners do with deliveries."""
    return journal_many(channel("mail", "mail:listener"), deliveries)


class DeliveryGroups:
    """Keeps deliveries in the journal, many in one transaction; each is answered after the commit that holds it."""

    def __init__(self, *, keep: Keep = keep_in_journal) -> None:
        self._keep = keep
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mail-journal", daemon=True)
        self._thread.start()

    async def keep(self, delivery: Delivery) -> int:
        """The journal id once the delivery is on disk; raises what keeping it raised."""
        future: Future[int] = Future()
        self._waiting.put((delivery, future))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Keeps what waits, then ends the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, is_last = self._gather(first)
            self._keep_group(group)
            if is_last:
                break
        connection.close()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        group, size, ends = [first], len(first[0].raw), time.monotonic() + GATHER_SECONDS
        while len(group) < MOST_DELIVERIES and size < MOST_BYTES:
            try:
                entry = self._waiting.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                break
            if entry is None:
                return group, True
            group.append(entry)
            size += len(entry[0].raw)
        return group, False

    def _keep_group(self, group: list[_Waiting]) -> None:
        """All together; when that fails each alone, so that one mail cannot hold the others up."""
        try:
            connection.close_if_unusable_or_obsolete()
            ids = self._keep([delivery for delivery, _ in group])
        except Exception as error:
            logger.warning("mail_group_not_kept", count=len(group), error=repr(error))
            if len(group) > 1:
                for entry in group:
                    self._keep_group([entry])
                return
            _answer(group[0][1], error=error)
            return
        for (_, future), journal_id in zip(group, ids, strict=True):
            _answer(future, journal_id)


def _answer(future: Future[int], result: int | None = None, *, error: Exception | None = None) -> None:
    """The client may be gone, its future cancelled; the mail is kept all the same."""
    if not future.set_running_or_notify_cancel():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)  # type: ignore[arg-type]  # without an error there is an id
