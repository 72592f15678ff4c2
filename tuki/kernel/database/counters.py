"""Numbers that are never given twice."""

import hashlib

from django.db import connection

from tuki.kernel.database import is_postgres
from tuki.kernel.database.driver import Statement
from tuki.kernel.models import Counter

_RAISE = Statement(
    "INSERT INTO kernel_counter (name, last) VALUES (%s, 1)"
    " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last"
)

_NEXT = Statement("SELECT nextval(to_regclass(%s))")


def next_number(name: str) -> int:
    """The next number under `name`, starting at 1. Runs in the caller's transaction.

    PostgreSQL takes it from a sequence, so commits do not wait for each other and a failed
    transaction leaves a gap. SQLite has one writer, so a row does.
    """
    if not is_postgres():
        return _raise_row(name)
    sequence = _sequence(name)
    ((number,),) = _NEXT.rows([sequence])
    if number is None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
        ((number,),) = _NEXT.rows([sequence])
    return int(number)


def raise_to(name: str, at_least: int) -> None:
    """Makes sure that no number up to `at_least` is given out again, after an import or a restore."""
    if is_postgres():
        sequence = _sequence(name)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
            cursor.execute(f"SELECT setval('{sequence}', greatest(%s, nextval('{sequence}') - 1, 1))", [at_least])
        return
    counter, _ = Counter.objects.get_or_create(name=name)
    Counter.objects.filter(pk=counter.pk, last__lt=at_least).update(last=at_least)


def _sequence(name: str) -> str:
    """A sequence's name: from a digest, so that no character of `name` reaches the statement."""
    return f"counter_{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def _raise_row(name: str) -> int:
    ((number,),) = _RAISE.rows([name])
    return int(number)
