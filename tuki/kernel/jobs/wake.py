"""Telling sleeping workers and live views that something was committed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from django.db import connection

from tuki.kernel.database import is_postgres
from tuki.kernel.database.driver import Statement

if TYPE_CHECKING:
    import psycopg

CHANNEL = "tuki"
_NOTIFY = Statement(f"NOTIFY {CHANNEL}")
_VERSION = Statement("PRAGMA data_version")
_inside_process = threading.Event()


def wake_workers() -> None:
    """Called after a commit. PostgreSQL gets a NOTIFY of its own; on SQLite the file's version has changed."""
    _inside_process.set()
    if is_postgres() and not connection.in_atomic_block:
        _NOTIFY.run()


class Watch:
    """Waits for commits of any process: LISTEN on PostgreSQL, `PRAGMA data_version` on SQLite.

    One look takes some 0.1 ms, mostly for waking up, so a process should not have more of these than it needs.
    """

    def __init__(self, *, look_every_seconds: float = 0.05) -> None:
        self._look_every = look_every_seconds
        self._version = -1
        self._listening: psycopg.Connection[Any] | None = None

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """True as soon as something was committed, False after `seconds` or when `stop` is set."""
        if is_postgres():
            return self._wait_for_notify(seconds, stop)
        ends = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < ends:
            if self._has_changed():
                return True
            stop.wait(self._look_every)
        return False

    def close(self) -> None:
        """Ends the listening connection."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def _has_changed(self) -> bool:
        version = _VERSION.rows()[0][0]
        before, self._version = self._version, version
        if _inside_process.is_set():
            _inside_process.clear()
            return True
        return before not in (version, -1)

    def _wait_for_notify(self, seconds: float, stop: threading.Event) -> bool:
        ends = time.monotonic() + seconds
        while not stop.is_set() and (left := ends - time.monotonic()) > 0:
            for _ in self._connection().notifies(timeout=min(left, 0.5), stop_after=1):
                return True
        return False

    def _connection(self) -> psycopg.Connection[Any]:
        import psycopg

        if self._listening is None or self._listening.closed:
            parameters = connection.get_connection_params()
            kept = {k: v for k, v in parameters.items() if k in {"dbname", "user", "password", "host", "port"}}
            self._listening = psycopg.connect(**kept, autocommit=True)
            self._listening.execute(f"LISTEN {CHANNEL}")
        return self._listening
