"""Measures all goals on both databases, prints a table and writes docs/performance.md.

    bin/bench [--size small|full] [--only P1 …] [--database sqlite|postgresql]

With `--only` or `--database` nothing is written. PostgreSQL runs as a server of its own, with fsync on.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

import msgspec

from bench.figures import FULL, SMALL, Figure
from bench.one import MODULES
from bench.report import lines, write
from tests.postgres import server

DATABASES = ("sqlite", "postgresql")
# Goals whose figures say nothing of the database are measured on the one that most desks begin with.
ONLY_SQLITE = {"P6", "P8"}
POSTGRES_OPTIONS = ("-c", "fsync=on", "-c", "max_connections=60", "-c", "listen_addresses=")


def main() -> None:
    """Runs what was asked for; the exit code says only whether it ran."""
    options = _options()
    goals, databases = options.only or list(MODULES), [options.database] if options.database else DATABASES
    figures: dict[tuple[str, str], Sequence[Figure]] = {}
    for goal in goals:
        for database in databases:
            if database == "sqlite" or goal not in ONLY_SQLITE:
                print(f"{goal} on {database} …", file=sys.stderr)
                figures[goal, database] = _measured(goal, database, options.size)
    print("\n".join(lines(figures)))
    if not options.only and not options.database:
        write(figures, FULL if options.size == FULL.name else SMALL)


def _measured(goal: str, database: str, size: str) -> Sequence[Figure]:
    with tempfile.TemporaryDirectory(prefix="tuki-bench-") as home, _address(database) as address:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUKI_")}
        environment = {**kept, "TUKI_HOME": home, "TUKI_LOG": "json", **address}
        command = [sys.executable, "-m", "bench.one", goal, size]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{goal} on {database} could not be measured")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Figure])


@contextlib.contextmanager
def _address(database: str) -> Iterator[dict[str, str]]:
    if database == "sqlite":
        yield {}
        return
    with server(*POSTGRES_OPTIONS) as address:
        yield {"TUKI_DATABASE_URL": address}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--size", choices=[SMALL.name, FULL.name], default=SMALL.name)
    parser.add_argument("--only", nargs="+", choices=list(MODULES), metavar="P1", help="only these goals")
    parser.add_argument("--database", choices=DATABASES, help="only this database")
    return parser.parse_args()


if __name__ == "__main__":
    main()
