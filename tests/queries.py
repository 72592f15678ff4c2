"""Counting queries: a list costs the same number of them for one row and for three."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuki.desk import frame
from tuki.kernel import clock


def queries_of(read: Callable[[], object]) -> list[str]:
    """The SQL that `read` asks, without what begins and ends transactions and savepoints."""
    with CaptureQueriesContext(connection) as captured:
        read()
    asides = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(asides)]


def queries_once_read(read: Callable[[], object]) -> list[str]:
    """The SQL that `read` asks when it was read before and no time went by.

    What is kept by the process does not count, nor what a page counts anew because a second is over.
    """
    with clock.at(clock.now()), patch.object(frame, "FRESH_SECONDS", 0.0):
        read()
        return queries_of(read)


def same_queries_for(few: int, many: int, *, make: Callable[[int], object], read: Callable[[], object]) -> int:
    """Asserts that `read` costs as many queries after `make` was called `few` times as after `many`; how many.

    `make` gets 1, 2, 3 …
    """
    for number in range(1, few + 1):
        make(number)
    before = queries_once_read(read)
    for number in range(few + 1, many + 1):
        make(number)
    after = queries_once_read(read)
    assert len(before) == len(after), "\n".join([f"{few}:", *before, f"{many}:", *after])
    return len(after)
