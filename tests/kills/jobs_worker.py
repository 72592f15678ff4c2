"""A worker with two jobs of its own, for killing: `python -m tests.kills.jobs_worker NAME`.

`hang` writes the worker's process id and waits for ever at its first run, `poison` ends the process at every run.
Delays and leases are a tenth of the product's, so that a test need not wait a minute.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

SHORTER = 10


def main(name: str) -> None:
    """Works until it is killed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuki.site.settings")
    import django

    django.setup()
    from tuki.kernel.jobs import queue, worker

    register()
    queue.LEASE = timedelta(seconds=queue.LEASE.total_seconds() / SHORTER)
    queue.FIRST_DELAY_SECONDS = 0.05
    worker.HEARTBEAT_SECONDS /= SHORTER
    worker.Worker(name=name, lanes=[worker.Lane("default")]).run()


def register() -> None:
    """Makes the two kinds known to this process."""
    from tuki.kernel.jobs.registry import job

    @job("test.hang")
    def hang(folder: str) -> None:
        runs = Path(folder, "runs")
        is_first = not runs.exists()
        with runs.open("a") as stream:
            stream.write(f"{os.getpid()}\n")
        if is_first:
            threading.Event().wait()

    @job("test.poison")
    def poison(folder: str) -> None:
        with Path(folder, "poisoned").open("a") as stream:
            stream.write(f"{os.getpid()}\n")
        os._exit(1)

    @job("test.good")
    def good(folder: str) -> None:
        Path(folder, "good").touch()


if __name__ == "__main__":
    main(sys.argv[1])
