"""SQLite for many threads and processes: write transactions wait in a queue that the operating system keeps.

SQLite's own busy handler sleeps and tries again, so under load one writer may starve for
seconds. Here each write transaction first takes an exclusive lock on a file beside the database;
the kernel wakes waiters in order, and lets go of the lock when a process dies.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base

from tuki.kernel.database.sqlite.moments import read_with_zone

read_with_zone()


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection of one thread, with its own handle on the lock file."""

    _lock_handle: int | None = None
    _holds_lock = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._end_turn_when_done()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn_when_done()

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        super().set_autocommit(autocommit, *args, **options)
        if autocommit:
            self._end_turn_when_done()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()
            if self._lock_handle is not None:
                os.close(self._lock_handle)
                self._lock_handle = None

    def _end_turn_when_done(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._end_turn()

    def _take_turn(self) -> None:
        if self._holds_lock or self.is_in_memory_db():
            return
        if self._lock_handle is None:
            path = f"{self.settings_dict['NAME']}.lock"
            self._lock_handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock_handle, fcntl.LOCK_EX)
        self._holds_lock = True

    def _end_turn(self) -> None:
        if self._holds_lock and self._lock_handle is not None:
            fcntl.flock(self._lock_handle, fcntl.LOCK_UN)
        self._holds_lock = False
