"""The database as it was in one moment, taken while everybody goes on working."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db import connection, connections, transaction

from tuki.kernel.database import is_postgres
from tuki.kernel.models import EventRow

ALIAS = "snapshot"


@contextlib.contextmanager
def taken(folder: Path) -> Iterator[Path | None]:
    """A second connection, `snapshot`, that sees one moment; on SQLite the copy's path, on PostgreSQL None.

    SQLite copies its pages under one read lock, which in WAL mode stops no writer; PostgreSQL keeps one
    REPEATABLE READ transaction open.
    """
    path = None if is_postgres() else folder / "database.sqlite3"
    changed = {} if path is None else {"NAME": path}
    if path is not None:
        _copy_sqlite(Path(str(connection.settings_dict["NAME"])), path)
    connections.databases[ALIAS] = {**connections.databases["default"], **changed}
    try:
        with _one_moment():
            yield path
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    if not is_postgres():
        yield
        return
    with transaction.atomic(using=ALIAS):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _copy_sqlite(source: Path, target: Path) -> None:
    """Page by page through SQLite's backup interface; the copy is one file without a log beside it."""
    with (
        contextlib.closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=60)) as reading,
        contextlib.closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode=DELETE")


def copied_tables() -> list[str]:
    """The tables that a copy of PostgreSQL holds: all but the list of migrations."""
    names = connections[ALIAS].introspection.table_names() if ALIAS in connections.databases else []
    return [name for name in sorted(names) if name != "django_migrations"]


def copy_out(table: str, stream: IO[bytes]) -> None:
    """Writes a table of the snapshot in PostgreSQL's own text form."""
    with connections[ALIAS].cursor() as cursor, cursor.copy(f"COPY {_columns(cursor, table)} TO STDOUT") as rows:
        for piece in rows:
            stream.write(piece)


def copy_in(table: str, stream: IO[bytes]) -> None:
    """Reads such a table into an empty one, in the caller's transaction."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {_columns(cursor, table)} FROM STDIN") as rows:
        while piece := stream.read(1024 * 1024):
            rows.write(piece)


def _columns(cursor: Any, table: str) -> str:
    """Table and columns by name; which transaction wrote an event means nothing in another database."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    names = [row[0] for row in cursor.fetchall()]
    if table == EventRow._meta.db_table:
        names.remove("transaction")
    listed = ", ".join(f'"{name}"' for name in names)
    return f'"{table}" ({listed})'


def sequences() -> dict[str, int]:
    """The counters of PostgreSQL by their sequences, read after the snapshot, so never too low; none on SQLite."""
    if not is_postgres():
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE sequencename LIKE 'counter\\_%%'")
        return {name: int(last or 0) for name, last in cursor.fetchall()}
