"""Bringing the tables up to date, by one process at a time."""

from __future__ import annotations

import fcntl

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tuki.kernel.database import is_postgres

LOCK = 7_885_462_001


def migrate_once() -> None:
    """Runs the migrations that are missing; other processes that start meanwhile wait."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                _migrate()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with (settings.HOME / "migrating.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        _migrate()


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)
