"""What a fixture has made through commands, put back for the next test by plain inserts: many times cheaper.

kept = Remembered(make_cast)
cast = kept()          made by commands at the first call, and again once it is a minute old; else put back
"""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from tuki.kernel import clock
from tuki.kernel.reference import reference_changed
from tuki.people.models import Person
from tuki.search.indexing import index_person

T = TypeVar("T")
Rows = dict[type[models.Model], list[tuple[Any, ...]]]
OLDEST_SECONDS = 60.0


@dataclass
class Remembered(Generic[T]):
    """What `make` gave in a database that holds nothing yet, with the rows that it left there."""

    make: Callable[[], T]
    _kept: tuple[T, Rows] | None = None
    _since: float = 0.0

    def __call__(self) -> T:
        """A copy of what was made, its rows in the database; made by commands where the clock is not the world's."""
        if abs(clock.now() - datetime.now(UTC)) > timedelta(seconds=1):
            return self.make()
        if self._kept is None or time.monotonic() - self._since > OLDEST_SECONDS:
            before, made = all_rows(), self.make()
            self._kept, self._since = (made, _added(before, all_rows())), time.monotonic()
        else:
            _insert(self._kept[1])
        return deepcopy(self._kept[0])


def all_rows() -> Rows:
    """The rows of every table as the driver gives them."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            # An expression has no declared type, so SQLite's driver converts nothing.
            columns = ", ".join(f"+{each}" if connection.vendor == "sqlite" else each for each in _columns(model))
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)}")
            if rows := cursor.fetchall():
                found[model] = rows
    return found


def _added(before: Rows, after: Rows) -> Rows:
    added = {model: [row for row in rows if row not in before.get(model, ())] for model, rows in after.items()}
    assert all(row in after.get(model, ()) for model, rows in before.items() for row in rows), "rows were changed"
    return {model: rows for model, rows in added.items() if rows}


def _insert(rows: Rows) -> None:
    """Puts the rows back; what the process keeps of reference data is read anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model, each in rows.items():
            columns = _columns(model)
            into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)}) VALUES"
            marks = f"({', '.join(['%s'] * len(columns))})"
            cursor.execute(f"{into} {', '.join([marks] * len(each))}", [value for row in each for value in row])
        reference_changed()
        for person_id in Person.objects.values_list("pk", flat=True):  # their words lie in no table of a model
            index_person(person_id)


def _columns(model: type[models.Model]) -> list[str]:
    """Quoted; without what the database itself says, such as the transaction that wrote the row."""
    fields = [each for each in model._meta.local_concrete_fields if not each.generated and each.name != "transaction"]
    return [connection.ops.quote_name(each.column) for each in fields]
