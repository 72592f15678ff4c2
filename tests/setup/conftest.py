"""An empty desk, as a first start makes it, the example, and quick password hashes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import SYSTEM, Cast, make_cast
from tests.standing import Standing, standing
from tuki.setup.commands.begin import begin_desk
from tuki.setup.commands.sample import fill_with_sample


@pytest.fixture
def empty_desk(db) -> None:
    begin_desk()


@pytest.fixture(scope="module")
def example_stands(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Standing[None]]:
    """The example on an empty desk."""
    with standing(_example, django_db_blocker, tmp_path_factory.mktemp("files")) as stood:
        yield stood


@pytest.fixture(scope="module")
def example_among_us_stands(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Standing[Cast]]:
    """The example on a desk with people of its own."""
    with standing(_example_among_us, django_db_blocker, tmp_path_factory.mktemp("files")) as stood:
        yield stood


def _example() -> None:
    begin_desk()
    assert fill_with_sample(SYSTEM) == 60


def _example_among_us() -> Cast:
    cast = make_cast()
    assert fill_with_sample(SYSTEM) == 60
    return cast


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """Scrypt takes long on purpose; here only equal and different count."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
