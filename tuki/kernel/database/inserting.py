"""Inserting rows of the hot tables: one statement per model, written once per process.

Does what `objects.create` and `bulk_create` do for models with a key of the database's own, at a fifth of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import BinaryField, DateTimeField, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

from tuki.kernel.database.driver import Statement

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
    model, vendor = type(first), connection.vendor
    left_out = frozenset(name for name in _defaulted(model) if isinstance(getattr(first, name), DatabaseDefault))
    columns = _columns(model, left_out, vendor)
    values = []
    for row in rows:
        for name, adapt in columns:
            value = getattr(row, name)
            values.append(value if adapt is None or value is None else adapt(value))
    statement = _statement(model, left_out, vendor, len(rows), ignore_conflicts)
    if ignore_conflicts:
        statement.run(values)
        return
    for row, (key,) in zip(rows, statement.rows(values), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, "default"


@cache
def _defaulted(model: type[Model]) -> list[str]:
    """The columns that may be left to the database."""
    return [field.attname for field in model._meta.concrete_fields if field.has_db_default()]


@cache
def _columns(model: type[Model], left_out: frozenset[str], vendor: str) -> list[tuple[str, Adapt | None]]:
    """The columns that get values, with how these are adapted to the database."""
    return [(field.attname, _adapter(field)) for field in _fields(model, left_out)]


@lru_cache(maxsize=1024)
def _statement(
    model: type[Model], left_out: frozenset[str], vendor: str, count: int, ignore_conflicts: bool
) -> Statement:
    options: Any = model._meta  # what is concrete has a column, which Django's types do not say
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in _fields(model, left_out)]
    marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * count)
    end = "ON CONFLICT DO NOTHING" if ignore_conflicts else f"RETURNING {quote(options.pk.column)}"
    return Statement(f"INSERT INTO {quote(options.db_table)} ({', '.join(columns)}) VALUES {marks} {end}")  # noqa: S608 - names of our models


def _fields(model: type[Model], left_out: frozenset[str]) -> list[Any]:
    options = model._meta
    return [field for field in options.concrete_fields if field is not options.pk and field.attname not in left_out]


def _adapter(field: Field[Any, Any]) -> Adapt | None:
    """How a column's value is written; None for the many that the driver takes as they are."""
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, JSONField | BinaryField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
