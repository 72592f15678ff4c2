"""Queries that are asked at every page or command: Django writes their SQL once per process, not once per call.

    PERSON_BY_ID = Prepared(lambda: Person.objects.filter(pk=Slot("person_id")))
    person = PERSON_BY_ID.first(person_id=4)

Writing the SQL of a query costs Django some 0.5 ms, asking SQLite for a row by its key 0.01 ms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import DateTimeField, Expression, Model, QuerySet
from django.db.models.query import ModelIterable

from tuki.kernel.database import is_postgres

R = TypeVar("R")
Converter = Callable[[Any], Any]


class Slot(Expression):
    """The place of a value in a prepared query; the value comes by this name when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A placeholder whose parameter is the slot itself."""
        return "%s", (self,)


class Slots(Slot):
    """The place of a list of ids, for `__in`: its length does not matter to the SQL."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQLite takes the list as JSON."""
        return "(SELECT value FROM json_each(%s))", (self,)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL takes it as an array."""
        return "(SELECT unnest(%s::bigint[]))", (self,)


class _Statement:
    """What Django made of a query for one database."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        self.parameters: Sequence[Any] = parameters
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = _converters(compiler.get_converters(columns))
        self.names: list[str] | None = None
        if issubclass(queryset._iterable_class, ModelIterable):
            self.names = [column.target.attname for column in columns]
        self.model: type[Model] = queryset.model

    def ask(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        parameters = [_adapted(values[each.name]) if isinstance(each, Slot) else each for each in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        if not self.converters:
            return rows
        return [self._converted(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        converted = list(row)
        for index, convert in self.converters:
            if converted[index] is not None:
                converted[index] = convert(converted[index])
        return tuple(converted)


class Prepared(Generic[R]):
    """A query of rows (`values_list` of fields) or of objects without relations, with slots for its values.

    Lists (`__in`) are given as `Slots`.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, R]]) -> None:
        self._make = make
        self._statements: dict[str, _Statement] = {}

    def all(self, **values: Any) -> list[R]:
        """Every row, with the values put into the slots; one query."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = _Statement(self._make())
        rows: list[Any] = statement.ask(values)
        if statement.names is not None:
            rows = [statement.model.from_db("default", statement.names, row) for row in rows]
        return rows

    def first(self, **values: Any) -> R | None:
        """The first row, or None. The query should say that one is enough (`[:1]`) unless its key says so."""
        rows = self.all(**values)
        return rows[0] if rows else None


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value) if is_postgres() else json.dumps(list(value))
    return value


def _converters(found: dict[int, tuple[list[Any], Any]]) -> list[tuple[int, Converter]]:
    """Django's converters of the columns that need one, as functions of the value alone."""
    return [(index, _converter(convert, column)) for index, (convert, column) in found.items()]


def _converter(steps: list[Any], column: Any) -> Converter:
    if connection.vendor == "sqlite" and isinstance(column.output_field, DateTimeField):
        return _utc_moment

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _utc_moment(value: datetime | str) -> datetime:
    """SQLite keeps moments in UTC without saying so; of an expression the driver knows no type."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC)


__all__ = ["Prepared", "Slot", "Slots"]
