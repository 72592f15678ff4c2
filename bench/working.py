"""Workers of the bench, each a process of its own, and what they and the database's server take.

python -m bench.working recount RUN       counts open tickets anew until the run has ended
python -m bench.working tell MOMENT       tells what is due at a moment until nothing is
python -m bench.working rehearse ID       replays a draft until the rehearsal has ended
python -m bench.working nothing -         starts and ends
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path


def start(what: str, given: object) -> subprocess.Popen[bytes]:
    """A worker in the home and database of this process."""
    return subprocess.Popen([sys.executable, "-m", "bench.working", what, str(given)])


@contextmanager
def measured(workers: int = 1) -> Iterator[list[float]]:
    """CPU seconds that workers, which end within, and the database's server take for their work; to be read outside.

    What it takes to start so many workers is left out. This process should rest meanwhile.
    """
    begun = _cpu_seconds()
    start("nothing", "-").wait()
    starting, taken = _cpu_seconds() - begun, list[float]()
    begun = _cpu_seconds()
    yield taken
    taken.append(max(0.0, _cpu_seconds() - begun - workers * starting))


def _cpu_seconds() -> float:
    """Of this process, of workers that have ended and of the database's server."""
    own = sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in _ALL)
    return own + _server_seconds()


_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _server_seconds() -> float:
    """Of PostgreSQL's server process, its living and its ended children."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = _stat(cursor.fetchone()[0])
    server = int(own[1])
    living = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = sum(map(int, _stat(server)[11:15])) + sum(sum(map(int, _stat(int(each))[11:13])) for each in living)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process_id: int) -> list[str]:
    """Fields of a process from its state on: its parent is the second, its CPU the 12th to 15th (proc(5))."""
    return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()


def main(what: str, given: str) -> None:
    """Works until nothing is left."""
    import django

    django.setup()
    {"recount": _recount, "tell": _tell, "rehearse": _rehearse, "nothing": _nothing}[what](given)


def _recount(run_id: str) -> None:
    from tuki.sla.jobs import recount

    recount(run_id=int(run_id))


def _tell(moment: str) -> None:
    from tuki.kernel import clock
    from tuki.kernel.actors import system
    from tuki.sla.clocks.telling import due_now, tell_portion

    with clock.at(datetime.fromisoformat(moment)):
        while due_now(clock.now()):
            tell_portion(system("bench"))


def _rehearse(rehearsal_id: str) -> None:
    from tuki.automation.models import Rehearsal, RehearsalState
    from tuki.automation.rehearsing.running import run_slice

    while Rehearsal.objects.filter(pk=rehearsal_id, state=RehearsalState.RUNNING).exists():
        run_slice(int(rehearsal_id))


def _nothing(_given: str) -> None:
    pass


if __name__ == "__main__":
    main(*sys.argv[1:])
