"""The planner's statistics are there after a migration and follow what changes."""

from __future__ import annotations

import pytest
from django.db import connection

from tuki.kernel.database import is_postgres
from tuki.kernel.database.statistics import refresh_statistics
from tuki.kernel.jobs.tending import tend_statistics

pytestmark = pytest.mark.django_db


def known(table: str) -> bool:
    query = (
        "SELECT count(*) FROM pg_stats WHERE tablename = %s"
        if is_postgres()
        else "SELECT count(*) FROM sqlite_stat1 WHERE tbl = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchone()[0] > 0


def test_all_tables_are_looked_at(cast):
    cast.ticket()
    refresh_statistics(all_tables=True)
    assert known("tickets_ticket") and known("people_person")


def test_the_job_is_harmless_at_any_time(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        tend_statistics()
    cast.ticket()
    tend_statistics()
