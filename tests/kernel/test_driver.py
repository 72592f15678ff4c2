"""Hot statements read what Django's own cursor reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from tuki.kernel.database.driver import Statement
from tuki.kernel.models import Job


@pytest.mark.django_db
def test_moments_are_the_same_by_either_way() -> None:
    at = datetime(2026, 11, 22, 13, 5, 7, 250_000, tzinfo=UTC)
    job = Job.objects.create(kind="test", lane="default", due_at=at)
    sql = "SELECT due_at FROM kernel_job WHERE id = %s"
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)):
        heard = Statement(sql).rows([job.pk])
    direct = Statement(sql).rows([job.pk])
    assert direct == heard == [(at,)]
    assert direct[0][0].tzinfo is heard[0][0].tzinfo
