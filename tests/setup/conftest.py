"""An empty desk, as a first start makes it, and quick password hashes."""

from __future__ import annotations

import pytest

from tuki.setup.commands.begin import begin_desk


@pytest.fixture
def empty_desk(db) -> None:
    begin_desk()


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """Scrypt takes long on purpose; here only equal and different count."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
