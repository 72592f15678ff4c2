"""Counting queries: a list costs the same number of them for one row and for three."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(read: Callable[[], object]) -> list[str]:
    """The SQL that `read` asks, without what begins and ends transactions and savepoints."""
    with CaptureQueriesContext(connection) as captured:
        read()
    asides = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(asides)]


def same_queries_for(few: int, many: int, *, make: Callable[[int], object], read: Callable[[], object]) -> int:
    """Asserts that `read` costs as many queries after `make` was called `few` times as after `many`; how many.

    `make` gets 1, 2, 3 …; `read` runs once before each time that it is counted, so that caches of the process do not
    count, nor what is counted anew once a second.
    """
    for number in range(1, few + 1):
        make(number)
    read()
    before = queries_of(read)
    for number in range(few + 1, many + 1):
        make(number)
    read()
    after = queries_of(read)
    assert len(before) == len(after), "\n".join([f"{few}:", *before, f"{many}:", *after])
    return len(after)
