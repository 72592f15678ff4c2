"""A desk of its own in a folder, reached through the command line as its users reach it."""

from __future__ import annotations

import functools
import io
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cast import Cast
from tuki.cli.__main__ import main

BEGIN = """
import django; django.setup()
from tuki.operations.migrating import migrate_once
migrate_once()
from tests.cast import make_cast
make_cast()
"""
ROOT = Path(__file__).parents[4]


class Desk:
    """A prepared desk on SQLite in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TUKI_")}
        self.environment = {
            **inherited,
            "TUKI_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "tuki.site.settings",
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run([sys.executable, "-c", BEGIN], env=self.environment, check=True, cwd=ROOT)

    def start(self, *arguments: str, under: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """Starts `tuki mail …`, by way of another command if there is one; it heeds Ctrl-C, however the tests run."""
        command = [*under, sys.executable, "-m", "tuki.cli", "mail", *arguments]
        pipe = subprocess.PIPE
        heed = functools.partial(signal.signal, signal.SIGINT, signal.default_int_handler)
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed
        )

    def run(self, *arguments: str, given: bytes = b"", under: tuple[str, ...] = ()) -> tuple[int, str]:
        """Runs `tuki mail …` to its end; exit code and what it said on standard error."""
        process = self.start(*arguments, under=under)
        _, said = process.communicate(given, timeout=120)
        return process.returncode, said.decode()

    def ask(self, statement: str) -> list[tuple]:
        """Rows of the desk's database."""
        connection = sqlite3.connect(self.home / "tuki.sqlite3", timeout=30)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def digests(self) -> list[str]:
        """The content of each mail in the journal."""
        rows = self.ask("SELECT f.digest FROM email_journal j JOIN kernel_storedfile f ON f.id = j.raw_id")
        return [digest for (digest,) in rows]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    """One desk for all tests of a module; each uses mails of its own."""
    return Desk(tmp_path_factory.mktemp("home"))


@pytest.fixture
def tuki(cast: Cast, monkeypatch, capsys) -> Callable[..., tuple[int, str]]:
    """Runs `tuki mail …` in this process, on the database of the test: its exit code and what it said."""

    def run(*arguments: str, given: bytes = b"") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        try:
            code = main(["mail", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().err

    return run
