"""A desk that stands while all tests of a module run: each of them rolls back to it.

@pytest.fixture(scope="module")
def example_stands(django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(make_example, django_db_blocker, tmp_path_factory.mktemp("files")) as stood:
        yield stood

For what takes seconds to make. A test uses it with `db`, on a copy of what was made, and with its folder of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pytest
from django.db import transaction
from django.test import override_settings

T = TypeVar("T")


@dataclass
class Standing(Generic[T]):
    """What was made, and where its files lie."""

    _made: T
    files: Path

    def copy(self) -> T:
        """For one test, which may change it."""
        return deepcopy(self._made)


@contextmanager
def standing(make: Callable[[], T], blocker: pytest.DjangoDbBlocker, files: Path) -> Iterator[Standing[T]]:
    """Makes it in a transaction that tests open theirs in, and that is rolled back in the end."""
    with blocker.unblock(), transaction.atomic():
        with override_settings(FILES_DIR=files):
            made = make()
        with blocker.block():
            yield Standing(made, files)
        transaction.set_rollback(True)
