"""What tests of sign-in share."""

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher

from tuki.people.signin import passwords


@pytest.fixture(autouse=True)
def _light_hashing(monkeypatch, request):
    """Hashes with less work, for speed; a test that measures time asks for `real_hashing`."""
    if "real_hashing" not in request.fixturenames:
        monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**5)
    passwords._nobodys_password.cache_clear()
    yield
    passwords._nobodys_password.cache_clear()


@pytest.fixture
def real_hashing() -> None:
    """Asked for by tests that measure how long hashing takes."""
