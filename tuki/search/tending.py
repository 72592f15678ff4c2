"""Keeps the index quick: what writing leaves in pieces is merged, as every word is looked up in each piece."""

from __future__ import annotations

from django.db import connection, transaction

from tuki.kernel.database import is_postgres

_PAGES = 100  # merged in one transaction, some 30 ms
_MOST_STEPS = 200  # of one run; the next one goes on


def tend_index() -> None:
    """SQLite: leaves one segment on each level of the FTS5 index, in short transactions, so that writers wait little.
    PostgreSQL: files the pending list of the GIN index. Harmless at any time."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_entry_lexemes')")
        return
    _told("usermerge", 2)
    for _ in range(_MOST_STEPS):
        if _told("merge", _PAGES) < 2:  # by its manual, it had nothing to do
            break


def _told(command: str, value: int) -> int:
    """What FTS5 changed when it was told this (https://sqlite.org/fts5.html#special_insert_commands)."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = connection.connection.total_changes
        cursor.execute("INSERT INTO search_text (search_text, rank) VALUES (%s, %s)", [command, value])
        return int(connection.connection.total_changes - before)
