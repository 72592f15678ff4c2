"""Up to where the event log may be read by position without skipping a late commit."""

from django.db import connection

from tuki.kernel.database import is_postgres

# Transactions of other databases of the server never write here, however long they run.
_SETTLED = """
WITH running AS (
    SELECT min(xid::text::bigint) AS oldest FROM pg_snapshot_xip(pg_current_snapshot()) AS xid
    WHERE xid::text::bigint & 4294967295 NOT IN (
        SELECT backend_xid::text::bigint FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND datname <> current_database()
    )
)
SELECT coalesce(
    (SELECT min(id) - 1 FROM kernel_event, running WHERE transaction >= oldest), (SELECT max(id) FROM kernel_event), 0
)
"""


def settled_event_id() -> int:
    """The highest event id below which no running transaction can still add one.

    PostgreSQL hands out numbers before commit, so a follower by position reads only rows of transactions older than
    the oldest other one that is still running. SQLite has one writer: the last row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED if is_postgres() else "SELECT coalesce(max(id), 0) FROM kernel_event")
        return int(cursor.fetchone()[0])
