"""Statements that are written once and asked often, given to the driver as directly as may be."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

PREPARED_AT_MOST = 250
"""Statements that a connection to PostgreSQL keeps planned. The driver's own 100 are fewer than the desk asks in turn,
so that each would be forgotten before it is asked again, and planning takes longer than answering."""
_own = threading.local()


class Statement:
    """One statement with `%s` for each value.

    It goes through the database's own driver unless somebody listens. Django's cursor costs more than most statements:
    for SQLite it puts its marks for values into the text anew each time, for PostgreSQL it writes the values into it.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._marked = sql.replace("%s", "?").replace("%%", "%")

    def rows(self, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row that it gives."""
        return self._done(values, fetch=True)[0]

    def run(self, values: Sequence[Any] = ()) -> int:
        """How many rows it changed."""
        return self._done(values, fetch=False)[1]

    def _done(self, values: Sequence[Any], *, fetch: bool) -> tuple[list[tuple[Any, ...]], int]:
        current: Any = connections[DEFAULT_DB_ALIAS]
        if _is_heard(current):
            with current.cursor() as cursor:
                cursor.execute(self.sql, values)
                return cursor.fetchall() if fetch else [], cursor.rowcount
        try:
            if current.vendor == "sqlite":
                cursor = current.connection.execute(self._marked, values)
            else:
                cursor = _cursor_of(current.connection).execute(self.sql, values)
            return cursor.fetchall() if fetch else [], cursor.rowcount
        except current.Database.Error:
            with current.wrap_database_errors:  # raises Django's own error in place of the driver's
                raise


def _cursor_of(connection: Any) -> Any:
    """This thread's cursor on PostgreSQL, made once: it gives values to the server beside the statement.

    It reads moments as the driver does: Django's own way makes the same of them, in Python, at fourteen times the cost.
    """
    cursor = getattr(_own, "cursor", None)
    if cursor is None or cursor.connection is not connection:
        from psycopg import Cursor
        from psycopg.types.datetime import TimestamptzLoader

        connection.prepared_max = PREPARED_AT_MOST
        cursor = _own.cursor = Cursor(connection)
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return cursor


def _is_heard(current: Any) -> bool:
    """Whether Django's own cursor must be used: to count statements, and to refuse them."""
    if current.execute_wrappers or current.queries_logged or current.needs_rollback:
        return True
    if current.connection is None:
        current.ensure_connection()
    return False
