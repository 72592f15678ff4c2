"""Statements that are written once and asked often, given to the driver as directly as may be."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


class Statement:
    """One statement with `%s` for each value.

    SQLite gets it through its own driver unless somebody listens: Django's cursor, which puts its marks for values
    into the text anew each time, costs more than most statements.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._marked = sql.replace("%s", "?").replace("%%", "%")

    def rows(self, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row that it gives."""
        current = connections[DEFAULT_DB_ALIAS]
        if _is_heard(current):
            with current.cursor() as cursor:
                cursor.execute(self.sql, values)
                return cursor.fetchall()
        try:
            found: list[tuple[Any, ...]] = current.connection.execute(self._marked, values).fetchall()
        except sqlite3.Error:
            with current.wrap_database_errors:  # raises Django's own in place of the driver's
                raise
        return found

    def run(self, values: Sequence[Any] = ()) -> int:
        """How many rows it changed."""
        current = connections[DEFAULT_DB_ALIAS]
        if _is_heard(current):
            with current.cursor() as cursor:
                cursor.execute(self.sql, values)
                return cursor.rowcount
        try:
            count: int = current.connection.execute(self._marked, values).rowcount
        except sqlite3.Error:
            with current.wrap_database_errors:
                raise
        return count


def _is_heard(current: Any) -> bool:
    """Whether Django's own cursor must be used: to count statements, to refuse them, and on PostgreSQL."""
    if current.vendor != "sqlite" or current.execute_wrappers or current.queries_logged or current.needs_rollback:
        return True
    if current.connection is None:
        current.ensure_connection()
    return False
