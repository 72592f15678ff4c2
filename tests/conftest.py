"""What all tests share: the cast, and the one way to test a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    """Each test stores its files in a folder of its own."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def _fresh_rights() -> None:
    """A rolled-back test gives its ids to the next one, whose people hold other rights."""
    from tuki.people import access

    access._remembered.cache_clear()


@pytest.fixture
def cast(db) -> Cast:
    """Anna, Boris, Clara, Dmitri and Vera at their desk."""
    return make_cast()
