"""Locks by name that a transaction holds until it ends."""

from __future__ import annotations

import hashlib

from tuki.kernel.database import is_postgres
from tuki.kernel.database.driver import Statement

_LOCK = Statement("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key")


def lock_until_commit(*names: str) -> None:
    """Waits until no other transaction holds one of the names, then holds them all, in a fixed order.

    SQLite has one writer at a time, so there is nothing to do.
    """
    if not is_postgres():
        return
    keys = sorted(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in set(names))
    _LOCK.rows([keys])
