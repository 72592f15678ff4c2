"""What the database knows of its tables' contents, by which it chooses among indexes."""

from __future__ import annotations

from django.db import connection, transaction

from tuki.kernel.database import is_postgres

ROWS_LOOKED_AT = 1000  # of each index; enough to tell a good one from a bad one, and done in milliseconds


def refresh_statistics(*, all_tables: bool = False) -> None:
    """SQLite: looks again at tables that have changed much (PRAGMA optimize), or at all, as a table that was made
    anew by a migration has no statistics. PostgreSQL does that by itself, so only `all_tables` asks for it.

    In a transaction that is a writer from its beginning: SQLite would not let a reader wait until it may write.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not is_postgres():
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        if all_tables:
            cursor.execute("ANALYZE")
        elif not is_postgres():
            cursor.execute("PRAGMA optimize")
