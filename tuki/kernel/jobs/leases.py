"""What only one process may do at a time: named leases that a dead holder loses within 30 seconds."""

from __future__ import annotations

import itertools
import os
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from tuki.kernel import clock
from tuki.kernel.models import Lease

LENGTH = timedelta(seconds=30)
_numbers = itertools.count(1)


def new_holder() -> str:
    """A holder's name that nobody else has: `machine:process space:process id:number within the process`."""
    return f"{_machine()}:{os.getpid()}:{next(_numbers)}"


def hold(name: str, holder: str) -> bool:
    """Takes or keeps the lease; False while another holder has it.

    A holder on this machine whose process is gone loses it at once, so a worker that is started again after a kill
    need not wait for its own lease to end.
    """
    if _take(name, holder):
        return True
    other = Lease.objects.filter(name=name).values_list("holder", flat=True).first()
    if other is None or not _is_dead_neighbour(other):
        return False
    let_go(name, other)
    return _take(name, holder)


def _take(name: str, holder: str) -> bool:
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


def _machine() -> str:
    space = "-"
    with suppress(OSError):
        # Containers with one host name count their processes each for itself.
        space = str(Path("/proc/self/ns/pid").stat().st_ino)
    return f"{socket.gethostname()[:80]}:{space}"


def _is_dead_neighbour(holder: str) -> bool:
    machine, _, process_id = holder.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not process_id.isdigit():
        return False
    try:
        with suppress(PermissionError):
            os.kill(int(process_id), 0)
    except ProcessLookupError:
        return True
    return False
