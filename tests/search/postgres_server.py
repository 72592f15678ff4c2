"""A PostgreSQL server of the tests' own, on a Unix socket in a folder that vanishes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BINARIES = Path("/usr/lib/postgresql")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The connection string of a server that runs while the context lasts."""
    found = shutil.which("pg_ctl") or max(_BINARIES.glob("*/bin/pg_ctl"), default=None, key=str)
    assert found, "these tests need PostgreSQL: apt-get install postgresql"
    binaries = Path(found).parent
    # Not the test's own folder: a socket's path must be shorter than 108 bytes, and its user must reach it.
    home = Path(tempfile.mkdtemp(prefix="tuki-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def run(*command: str | Path) -> None:
        prefix = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
        subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd=home)

    if os.geteuid() == 0:
        shutil.chown(home, user)
    try:
        run(
            binaries / "initdb",
            "-D",
            home / "data",
            "-U",
            user,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        run(binaries / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield f"host={home} user={user} dbname=postgres"
        finally:
            run(binaries / "pg_ctl", "-D", home / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)
