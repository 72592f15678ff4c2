"""How the database would answer a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def plan_of(ask: Callable[[], object]) -> str:
    """The plans of the queries that `ask` makes, as the database words them."""
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        ask()
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    found = []
    with connection.cursor() as cursor:
        for sql, parameters in asked:
            cursor.execute(f"{explain} {sql}", parameters)
            found += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(found)
