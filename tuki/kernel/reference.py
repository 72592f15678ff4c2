"""Reference data: brands, departments, statuses and the like, read often and changed seldom.

    @reference
    def kind_rows() -> list[tuple[str, str]]:
        return list(Kind.objects.values_list("code", "name"))

The result is kept in the process until a command says `reference_changed()`. All processes see that at once: the
change writes a new random version in its own transaction, and each request and command reads the version once
before it trusts what is kept. So nothing is stale for longer than the request that was running.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Subquery

from tuki.kernel.database.driver import Statement
from tuki.kernel.models import DeskValue
from tuki.kernel.secrets import random_token

P = ParamSpec("P")
R = TypeVar("R")

NAME = "reference_version"
MOST_KEPT = 5000
_VERSION = Statement("SELECT value FROM kernel_deskvalue WHERE name = %s")
_kept: dict[tuple[Any, ...], tuple[str, Any]] = {}
# Within a request or command: the version as it was read, empty until somebody asks for it.
_seen: ContextVar[list[str] | None] = ContextVar("reference_version", default=None)


def reference(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps what the function gave for equal arguments until reference data change.

    Callers share the result, so they never change it. The arguments can be hashed and are few.
    """

    @functools.wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        version = current_version()
        if not version:
            return function(*args, **kwargs)
        key = (function, args, *kwargs.items())
        found = _kept.get(key)
        if found is None or found[0] != version:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            found = _kept[key] = (version, function(*args, **kwargs))
        return found[1]

    return kept


def reference_changed() -> None:
    """Within a command: what is kept, in this process and any other, is read anew once the command has committed."""
    version = random_token()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_deskvalue (name, value) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [NAME, version],
        )
    if (seen := _seen.get()) is not None:
        seen[:] = [version]


def noted_version() -> Subquery:
    """The version as a column of another query; who reads it so says `saw_version`."""
    return Subquery(DeskValue.objects.filter(name=NAME).values("value"))


def saw_version(version: str | None) -> None:
    """The version that a query brought (`noted_version`) holds for the request or command that runs."""
    if (seen := _seen.get()) is not None:
        seen[:] = [version or ""]


def current_version() -> str:
    """The version of reference data, empty on a desk where none were set yet. One query per request or command."""
    seen = _seen.get()
    if seen:
        return seen[0]
    rows = _VERSION.rows([NAME])
    version = rows[0][0] if rows else ""
    if seen is not None:
        seen.append(version)
    return version


@contextmanager
def one_unit() -> Iterator[None]:
    """What is done within reads the version once: for long work, a part at a time."""
    token = begin_unit()
    try:
        yield
    finally:
        end_unit(token)


def begin_unit() -> Token[list[str] | None]:
    """A request or command begins: the version is read anew, and then holds to its end."""
    return _seen.set([])


def end_unit(token: Token[list[str] | None]) -> None:
    """The end of what `begin_unit` began; what stands around it reads the version anew."""
    _seen.reset(token)
    if (outer := _seen.get()) is not None:
        outer.clear()
