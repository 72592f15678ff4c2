"""Counting rows within another query."""

from __future__ import annotations

from django.db.models import BigIntegerField, Subquery


class RowCount(Subquery):
    """How many rows a query gives, as a column of another one: several counts cost one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = BigIntegerField()
