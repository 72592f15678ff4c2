"""Queries that are asked at every page or command: Django writes their SQL once per process, not once per call.

    PERSON_BY_ID = Prepared(lambda: Person.objects.filter(pk=Slot("person_id")))
    person = PERSON_BY_ID.first(person_id=4)

Writing the SQL of a query costs Django some 0.5 ms, asking SQLite for a row by its key 0.01 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import msgspec
from django.db import connection
from django.db.models import BooleanField, DateTimeField, Expression, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.query import ModelIterable, get_related_populators

from tuki.kernel.database import is_postgres
from tuki.kernel.database.driver import Statement
from tuki.kernel.database.sqlite.moments import moment_of, text_of

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
    """The place of a list of ids, or of texts, for `__in`: its length does not matter to the SQL."""

    def __init__(self, name: str, *, of: Literal["bigint", "text"] = "bigint") -> None:
        super().__init__(name)
        self.of = of

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQLite takes the list as JSON."""
        return "(SELECT value FROM json_each(%s))", (self,)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL takes it as an array."""
        return f"(SELECT unnest(%s::{self.of}[]))", (self,)


class _Statement:
    """What Django made of a query for one database."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        self.statement = Statement(sql)
        self.parameters: Sequence[Any] = parameters
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = _converters(compiler.get_converters(columns), is_compound=bool(queryset.query.combinator))
        self.names: list[str] | None = None
        self.related: list[Any] = []
        if issubclass(queryset._iterable_class, ModelIterable):
            own = compiler.klass_info["select_fields"]
            self.names = [columns[index].target.attname for index in own]
            found = compiler.klass_info, compiler.select, "default"
            self.related = get_related_populators(*found)  # type: ignore[call-arg]  # the stubs are of a later Django
        self.model: type[Model] = queryset.model

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """The rows: tuples of values, or objects."""
        rows = self.statement.rows([filled(each, values) for each in self.parameters])
        if self.converters:
            rows = [self._converted(row) for row in rows]
        return rows if self.names is None else [self._made(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        converted = list(row)
        for index, convert in self.converters:
            if converted[index] is not None:
                converted[index] = convert(converted[index])
        return tuple(converted)

    def _made(self, row: Sequence[Any]) -> Model:
        assert self.names is not None
        made = self.model.from_db("default", self.names, row[: len(self.names)])
        for related in self.related:
            related.populate(row, made)
        return made


class Prepared(Generic[R]):
    """A query of rows (`values_list` of fields) or of objects, with slots for its values.

    Lists (`__in`) are given as `Slots`; relations that are read along are named by `select_related`.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, R]]) -> None:
        self._make = make
        self._statement: _Statement | None = None

    def all(self, **values: Any) -> list[R]:
        """Every row, with the values put into the slots; one query."""
        if self._statement is None:
            self._statement = _Statement(self._make())
        return self._statement.ask(values)

    def first(self, **values: Any) -> R | None:
        """The first row, or None. The query should say that one is enough (`[:1]`) unless its key says so."""
        rows = self.all(**values)
        return rows[0] if rows else None


def filled(parameter: Any, values: Mapping[str, Any]) -> Any:
    """What the driver gets for a parameter: a slot's value in its database's form, anything else as it is."""
    if not isinstance(parameter, Slot):
        return parameter
    value = values[parameter.name]
    if isinstance(value, datetime):
        return value if is_postgres() else text_of(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value) if is_postgres() else msgspec.json.encode(value).decode()
    return value


def _converters(found: dict[int, tuple[list[Any], Any]], *, is_compound: bool) -> list[tuple[int, Converter]]:
    """Django's converters of the columns that need one, as functions of the value alone.

    Moments and truths of a table's column come from SQLite's driver as they should be; not those of a union.
    """
    known = (BooleanField, DateTimeField)
    return [
        (index, _converter(steps, column))
        for index, (steps, column) in found.items()
        if is_postgres() or is_compound or not (isinstance(column, Col) and isinstance(column.output_field, known))
    ]


def _converter(steps: list[Any], column: Any) -> Converter:
    if not is_postgres() and isinstance(column.output_field, DateTimeField):
        return _utc_moment

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _utc_moment(value: datetime | str) -> datetime:
    """Of an expression SQLite's driver knows no type."""
    return moment_of(value) if isinstance(value, str) else value


__all__ = ["Prepared", "Slot", "Slots", "filled"]
