"""Inserting rows of the hot tables: one statement per model, written once per process.

Does what `objects.create` and `bulk_create` do for models with a key of the database's own, at a fifth of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BinaryField, DateTimeField, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

from tuki.kernel.database.driver import Statement
from tuki.kernel.database.sqlite.moments import text_of

# SQLite takes 32,766 values in one statement, and no row has a thousand; PostgreSQL takes each column as one value.
ROWS_AT_ONCE = {"sqlite": 30, "postgresql": 500}
Adapt = Callable[[Any], Any]


def insert(row: Model) -> None:
    """Adds a row; its key is set afterwards."""
    insert_all([row])


def insert_all(rows: Sequence[Any], *, model: type[Model] | None = None, ignore_conflicts: bool = False) -> None:
    """Adds rows of one model that all leave the same columns to the database, and sets their keys.

    With `model` they are plain objects with an attribute for each column, and `id`: an object of a model costs more to
    make than to insert. `ignore_conflicts` leaves out rows whose unique value is there already; then no keys are set.
    """
    most = ROWS_AT_ONCE[connection.vendor]
    for at in range(0, len(rows), most):
        _insert_some(rows[at : at + most], model or type(rows[at]), ignore_conflicts)


def _insert_some(rows: Sequence[Any], model: type[Model], ignore_conflicts: bool) -> None:
    vendor = connection.vendor
    left_out = frozenset(name for name in _defaulted(model) if _is_left(rows[0], name))
    columns = _columns(model, left_out, vendor)
    given = [columns.values_of(row) for row in rows]
    if vendor == "postgresql" and len(rows) > 1:
        values: list[Any] = [list(column) for column in zip(*given, strict=True)]
        statement = _statement_of_columns(model, left_out, vendor, ignore_conflicts)
    else:
        values = [value for row in given for value in row]
        statement = _statement(model, left_out, vendor, len(rows), ignore_conflicts)
    if ignore_conflicts:
        statement.run(values)
        return
    for row, (key,) in zip(rows, statement.rows(values), strict=True):
        if isinstance(row, Model):
            row.pk, row._state.adding, row._state.db = key, False, "default"
        else:
            row.id = key


def _is_left(row: Any, name: str) -> bool:
    """Whether the database fills this column of the row."""
    return not hasattr(row, name) or isinstance(getattr(row, name), DatabaseDefault)


@cache
def _defaulted(model: type[Model]) -> list[str]:
    """The columns that may be left to the database."""
    return [field.attname for field in model._meta.concrete_fields if field.has_db_default()]


class _Columns(NamedTuple):
    """How the values of a row's columns are read, and by their place those that the driver does not take as they
    are."""

    read: Callable[[Any], tuple[Any, ...]]
    adapters: list[tuple[int, Adapt]]

    def values_of(self, row: Any) -> list[Any]:
        """As the driver takes them."""
        given = list(self.read(row))
        for index, adapt in self.adapters:
            if given[index] is not None:
                given[index] = adapt(given[index])
        return given


@cache
def _columns(model: type[Model], left_out: frozenset[str], vendor: str) -> _Columns:
    """The columns that get values; there are two at least."""
    fields = _fields(model, left_out)
    adapters = [(index, adapt) for index, field in enumerate(fields) if (adapt := _adapter(field))]
    return _Columns(attrgetter(*(field.attname for field in fields)), adapters)


@lru_cache(maxsize=1024)
def _statement(
    model: type[Model], left_out: frozenset[str], vendor: str, count: int, ignore_conflicts: bool
) -> Statement:
    marks = ", ".join(["%s"] * len(_fields(model, left_out)))
    return _inserting(model, left_out, f"VALUES {', '.join([f'({marks})'] * count)}", ignore_conflicts)


@cache
def _statement_of_columns(
    model: type[Model], left_out: frozenset[str], vendor: str, ignore_conflicts: bool
) -> Statement:
    """PostgreSQL takes each column as an array: the same statement for however many rows, so that neither the driver
    nor the server reads it anew. Texts are given without their length, which the column itself holds."""
    types = [field.db_type(connection).partition("(")[0] for field in _fields(model, left_out)]
    arrays = ", ".join(f"%s::{'text' if type_ == 'varchar' else type_}[]" for type_ in types)
    return _inserting(model, left_out, f"SELECT * FROM unnest({arrays})", ignore_conflicts)  # noqa: S608 - types of our models


def _inserting(model: type[Model], left_out: frozenset[str], source: str, ignore_conflicts: bool) -> Statement:
    options: Any = model._meta  # what is concrete has a column, which Django's types do not say
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in _fields(model, left_out))
    end = "ON CONFLICT DO NOTHING" if ignore_conflicts else f"RETURNING {quote(options.pk.column)}"
    return Statement(f"INSERT INTO {quote(options.db_table)} ({columns}) {source} {end}")


def _fields(model: type[Model], left_out: frozenset[str]) -> list[Any]:
    options = model._meta
    return [field for field in options.concrete_fields if field is not options.pk and field.attname not in left_out]


def _adapter(field: Field[Any, Any]) -> Adapt | None:
    """How a column's value is written; None for the many that the driver takes as they are."""
    if isinstance(field, DateTimeField):
        return None if connection.vendor == "postgresql" else text_of
    if isinstance(field, JSONField | BinaryField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
