"""What all tests share: the cast, and the one way to test a command."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from hypothesis import settings as hypothesis

from tests.cast import Cast, make_cast
from tests.remembered import Remembered
from tuki.operations.migrating import create_all

# How long one example takes says nothing on a shared machine.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")

_cast = Remembered(make_cast)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings) -> None:
    """The database of the tests gets its tables as a new desk does: all at once, and not migration by migration.

    It ends with its home or its server, so nobody drops it.
    """
    with django_db_blocker.unblock():
        with patch("django.core.management.call_command"):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        create_all()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    """Each test stores its files in a folder of its own."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def _fresh_rights() -> None:
    """A rolled-back test gives its ids to the next one, whose people hold other rights."""
    from tuki.people import access

    access._access.cache_clear()


@pytest.fixture
def cast(db) -> Cast:
    """Anna, Boris, Clara, Dmitri and Vera at their desk."""
    return _cast()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with long tests come first. PostgreSQL runs only what touches a database; SQLite has run the rest."""
    long = {item.path for item in items if item.get_closest_marker("kill")}
    items.sort(key=lambda item: item.path not in long)
    if not os.environ.get("TUKI_DATABASE_URL"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _touches_database(item)])
    items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & {"db", "transactional_db", "cast"})
