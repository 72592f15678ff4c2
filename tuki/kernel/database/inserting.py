"""Inserting rows of the hot tables: one statement per model, written once per process.

Does what `objects.create` and `bulk_create` do for models with a key of the database's own, at a fifth of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BinaryField, DateTimeField, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

ROWS_AT_ONCE = 30  # SQLite takes 32,766 values in one statement, and no row has a thousand
Adapt = Callable[[Any], Any]


def insert(row: Model) -> None:
    """Adds a row; its key is set afterwards."""
    insert_all([row])


def insert_all(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Adds rows of one model that all leave the same columns to the database, and sets their keys.

    `ignore_conflicts` leaves out rows whose unique value is there already; then no keys are set.
    """
    for at in range(0, len(rows), ROWS_AT_ONCE):
        _insert_some(rows[at : at + ROWS_AT_ONCE], ignore_conflicts)


def _insert_some(rows: Sequence[Model], ignore_conflicts: bool) -> None:
    first = rows[0]
    left_out = frozenset(
        field.attname
        for field in first._meta.concrete_fields
        if field.has_db_default() and isinstance(getattr(first, field.attname), DatabaseDefault)
    )
    start, columns, end = _statement(type(first), left_out, connection.vendor)
    marks = f"({', '.join(['%s'] * len(columns))})"
    values = []
    for row in rows:
        for name, adapt in columns:
            value = getattr(row, name)
            values.append(value if adapt is None or value is None else adapt(value))
    with connection.cursor() as cursor:
        if ignore_conflicts:
            cursor.execute(f"{start} {', '.join([marks] * len(rows))} ON CONFLICT DO NOTHING", values)
            return
        cursor.execute(f"{start} {', '.join([marks] * len(rows))} {end}", values)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, "default"


@lru_cache(maxsize=256)
def _statement(
    model: type[Model], left_out: frozenset[str], vendor: str
) -> tuple[str, list[tuple[str, Adapt | None]], str]:
    """The statement's beginning, the columns with how their values are adapted, and its end."""
    quote = connection.ops.quote_name
    options: Any = model._meta  # what is concrete has a column, which Django's types do not say
    key = options.pk
    fields = [field for field in options.concrete_fields if field is not key and field.attname not in left_out]
    listed = ", ".join(quote(field.column) for field in fields)
    return (
        f"INSERT INTO {quote(options.db_table)} ({listed}) VALUES",
        [(field.attname, _adapter(field)) for field in fields],
        f"RETURNING {quote(key.column)}",
    )


def _adapter(field: Field[Any, Any]) -> Adapt | None:
    """How a column's value is written; None for the many that the driver takes as they are."""
    if isinstance(field, DateTimeField):
        return lambda value: connection.ops.adapt_datetimefield_value(value)
    if isinstance(field, JSONField | BinaryField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
