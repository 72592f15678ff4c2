"""Up to where the event log may be read by position without skipping a late commit."""

from django.db import connection

from tuki.kernel.database import is_postgres


def settled_event_id() -> int:
    """The highest event id below which no running transaction can still add one.

    PostgreSQL hands out numbers before commit, so a follower by position reads only rows of
    transactions older than the oldest one still running; a transaction that is itself the oldest reads its own
    rows too. SQLite has one writer: the last row.
    """
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT coalesce((SELECT min(id) - 1 FROM kernel_event, (SELECT"
                " (pg_snapshot_xmin(pg_current_snapshot()))::text::bigint AS oldest) AS running WHERE transaction >="
                " oldest AND NOT (transaction = oldest AND transaction ="
                " pg_current_xact_id_if_assigned()::text::bigint)),"
                " (SELECT max(id) FROM kernel_event), 0)"
            )
        else:
            cursor.execute("SELECT coalesce(max(id), 0) FROM kernel_event")
        return int(cursor.fetchone()[0])
