"""What all tests share: the cast, and the one way to test a command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

from tests.cast import Cast, make_cast
from tests.remembered import Remembered

# How long one example takes says nothing on a shared machine.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")

_cast = Remembered(make_cast)


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
    """On PostgreSQL run again only what touches a database; the rest has been run on SQLite."""
    if not os.environ.get("TUKI_DATABASE_URL"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _touches_database(item)])
    items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & {"db", "transactional_db", "cast"})
