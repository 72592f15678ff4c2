"""`tuki serve`: what it refuses, how it stops, and that its children live."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.postgres import server
from tests.serving import Desk, prepared, serving, wait_until

# Real processes, whatever database the other tests run on: once is enough.
pytestmark = pytest.mark.kill
ADDRESSES = ["--bind", "127.0.0.1:0", "--lmtp", "127.0.0.1:0", "--smtp", "127.0.0.1:0"]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that is set up and not served."""
    return prepared(tmp_path_factory.mktemp("quiet") / "home")


@pytest.mark.parametrize("option", ["--bind", "--lmtp", "--smtp"])
def test_a_port_in_use_is_one_line_that_names_the_option(quiet: Desk, option: str):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = quiet.tuki("serve", *ADDRESSES, option, address)
    assert done.returncode == 69
    assert done.stderr == f"tuki: {option} {address}: Address already in use. Name another one with {option}.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TUKI_DATABASE_URL", "mysql://here/there"),
        ("TUKI_BASE_URL", "desk.example.org"),
        ("TUKI_LOG", "loud"),
        ("TUKI_SMTP_URL", "http://mail.example.org"),
        ("TUKI_SMTP_URL", "smtp://"),
        ("TUKI_SMTP_URL", "smtp://login:password@mail.example.org"),
        ("TUKI_TRUSTED_PROXIES", "everybody"),
        ("TUKI_HOME", "/proc/nowhere"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(quiet: Desk, name: str, value: str):
    kept = dict(quiet.environment)
    quiet.environment[name] = value
    try:
        done = quiet.tuki("serve", *ADDRESSES)
    finally:
        quiet.environment.clear()
        quiet.environment.update(kept)
    assert done.returncode == 78
    assert done.stderr.startswith(f"tuki: {name}: ")
    assert done.stderr.count("\n") == 1


def test_another_secret_key_is_refused(tmp_path: Path):
    desk = prepared(tmp_path / "home")
    (desk.home / "secret.key").unlink()
    done = desk.tuki("serve", *ADDRESSES)
    assert done.returncode == 78
    assert "TUKI_SECRET_KEY_FILE" in done.stderr


def test_children_that_are_killed_come_back_and_a_signal_ends_all(tmp_path: Path):
    with serving(tmp_path / "home") as desk:
        for name in ("cli web", "cli worker"):
            before = desk.pids(name)
            os.kill(before[0], signal.SIGKILL)
            assert wait_until(lambda before=before, name=name: set(desk.pids(name)) - set(before))
            assert wait_until(desk.works), desk.log()
        pids = desk.pids()
        began = time.monotonic()
        assert desk.stop() == 0
        assert time.monotonic() - began < 10
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_static_files_are_named_by_content_and_compressed(tmp_path: Path):
    with serving(tmp_path / "home") as desk:
        root = f"http://127.0.0.1:{desk.web_port}"
        with urllib.request.urlopen(f"{root}/login") as response:
            page = response.read().decode()
        path = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith(".css"))
        request = urllib.request.Request(root + path, headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
    assert headers["content-encoding"] == "br"
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in headers


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_tables_made_at_once_are_those_that_migrations_make(kind: str, tmp_path: Path):
    """`tuki prepare` makes an empty database at once; `migrate` goes step by step. Both come to the same."""
    with contextlib.ExitStack() as stack:
        addresses = [stack.enter_context(server()) for _ in range(2)] if kind == "postgresql" else ["", ""]
        quick = prepared(tmp_path / "quick", TUKI_DATABASE_URL=addresses[0])
        (tmp_path / "slow").mkdir()
        quick.environment.update(TUKI_HOME=str(tmp_path / "slow"), TUKI_DATABASE_URL=addresses[1])
        migrated = quick.tuki("manage", "migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        if kind == "postgresql":
            at_once, step_by_step = (_postgres_shape(each) for each in addresses)
        else:
            at_once, step_by_step = (_shape(tmp_path / each / "tuki.sqlite3") for each in ("quick", "slow"))
    assert at_once == step_by_step
    assert len(at_once["migrations"]) > 10


def _postgres_shape(address: str) -> dict[str, set[object]]:
    """Columns, constraints, indexes and triggers by their definitions, whatever the columns' order."""
    queries = {
        "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
        " is_identity, generation_expression FROM information_schema.columns WHERE table_schema = 'public'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "migrations": "SELECT app, name FROM django_migrations",
    }
    with psycopg.connect(address) as connection:
        return {name: set(connection.execute(query)) for name, query in queries.items()}


def _shape(path: Path) -> dict[str, object]:
    """Tables with their columns, keys and indexes, whatever their order."""
    found: dict[str, object] = {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for name, kind in connection.execute("SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
            if kind != "table":
                found[f"{kind} {name}"] = True
                continue
            columns = {row[1:] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            keys = {row[2:5] for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')}
            found[name] = (columns, keys)
        found["migrations"] = set(connection.execute("SELECT app, name FROM django_migrations"))
    return found
