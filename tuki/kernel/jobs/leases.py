"""What only one process may do at a time: named leases that a dead holder loses within 30 seconds."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from tuki.kernel import clock

LENGTH = timedelta(seconds=30)


def hold(name: str, holder: str) -> bool:
    """Takes or keeps the lease; False while another holder has it."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_lease (name, holder, until) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
            " WHERE kernel_lease.holder = excluded.holder OR kernel_lease.until < %s RETURNING 1",
            [name, holder, now + LENGTH, now],
        )
        return cursor.fetchone() is not None


def let_go(name: str, holder: str) -> None:
    """Gives the lease up, so that another can take it at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_lease WHERE name = %s AND holder = %s", [name, holder])
