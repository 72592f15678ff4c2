"""Up to where the event log may be read by position without skipping a late commit."""

from django.db import connection

from tuki.kernel.database import is_postgres


def settled_event_id() -> int:
    """The highest event id below which no running transaction can still add one.

    PostgreSQL hands out numbers before commit, so a follower by position reads only rows of
    transactions older than the oldest one still running. SQLite has one writer: the last row.
    """
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT coalesce((SELECT min(id) - 1 FROM kernel_event WHERE transaction >="
                " (pg_snapshot_xmin(pg_current_snapshot()))::text::bigint),"
                " (SELECT max(id) FROM kernel_event), 0)"
            )
        else:
            cursor.execute("SELECT coalesce(max(id), 0) FROM kernel_event")
        return int(cursor.fetchone()[0])
