"""Updates that every mail or command makes: Django writes their SQL once per process.

SETTLE = PreparedUpdate(lambda: Journal.objects.filter(pk=Slot("journal_id")), "outcome", "reason")
changed = SETTLE.run({"outcome": "ticket", "reason": "new"}, journal_id=7)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.sql import UpdateQuery

from tuki.kernel.database.driver import Statement
from tuki.kernel.database.prepared import Slot, filled


class PreparedUpdate:
    """Sets the named fields of the rows of a query; relations are named as columns are (`ticket_id`)."""

    def __init__(self, make: Callable[[], QuerySet[Any]], *fields: str) -> None:
        self._make = make
        self._fields = fields
        self._statements: dict[str, tuple[Statement, tuple[Any, ...]]] = {}

    def run(self, new: Mapping[str, Any], **conditions: Any) -> int:
        """Sets all the fields to their new values; how many rows there were."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._written()
        written, parameters = statement
        return written.run([_value(each, new, conditions) for each in parameters])

    def _written(self) -> tuple[Statement, tuple[Any, ...]]:
        queryset = self._make()
        query: Any = queryset.query.chain(UpdateQuery)  # Django's types forget what was asked for
        find = queryset.model._meta.get_field
        query.add_update_values({name: _NewValue(name, find(name)) for name in self._fields})
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        return Statement(sql), tuple(parameters)


class _NewValue(Slot):
    """The place of a field's new value."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(name)
        self.column = field  # an expression's `field` is what it gives


def _value(parameter: Any, new: Mapping[str, Any], conditions: Mapping[str, Any]) -> Any:
    if isinstance(parameter, _NewValue):
        return parameter.column.get_db_prep_save(new[parameter.name], connection)
    return filled(parameter, conditions)


__all__ = ["PreparedUpdate"]
