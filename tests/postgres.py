"""A PostgreSQL server of our own for the time of one command, made from the system's binaries.

    python -m tests.postgres -m pytest …      runs `python -m pytest …` with TUKI_DATABASE_URL set

The server lies in a temporary folder, listens on a Unix socket only, and is gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

# Durability is tested elsewhere with the defaults; here only speed matters and nothing outlives the run.
OPTIONS = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "listen_addresses="]


@contextlib.contextmanager
def server(*options: str) -> Iterator[str]:
    """Starts a fresh server and gives the address of its database `tuki`; stops it at the end."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="tuki-pg-"))
    data, as_owner = folder / "data", _as_owner(folder)
    try:
        _run([*as_owner, binaries / "initdb", "-D", data, "-U", "tuki", "-A", "trust", "-E", "UTF8", "--locale=C"])
        _run([*as_owner, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o",
              " ".join([*(options or OPTIONS), "-k", str(folder)]), "start"])  # fmt: skip
        _run([*as_owner, binaries / "createdb", "-h", folder, "-U", "tuki", "tuki"])
        yield f"postgres://tuki@/tuki?host={quote(str(folder))}"
    finally:
        subprocess.run([*as_owner, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        raise SystemExit("PostgreSQL is missing. Type: sudo apt-get install postgresql")
    return found[-1].parent


def _as_owner(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands the folder to the user `postgres`."""
    if os.getuid() != 0:
        return []
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _run(arguments: list[object]) -> None:
    done = subprocess.run([str(each) for each in arguments], capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise SystemExit(f"{arguments} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    with server() as address:
        environment = {**os.environ, "TUKI_DATABASE_URL": address}
        sys.exit(subprocess.run([sys.executable, *sys.argv[1:]], env=environment).returncode)
