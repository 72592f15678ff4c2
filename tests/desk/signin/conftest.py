"""A browser without script, and the people who use it."""

import re

import pytest
from django.test import Client

from tests.cast import SYSTEM
from tests.people.conftest import _light_hashing, real_hashing  # noqa: F401  fixtures are found by name
from tuki.people.commands.persons import set_password

PASSWORD = "correct horse battery"


class Browser(Client):
    """Django's test client that checks CSRF tokens and fills forms as a browser does."""

    def __init__(self, **values):
        super().__init__(enforce_csrf_checks=True, **values)

    def submit(self, page, data=None, *, to=None, **values):
        """Loads a page and posts a form from it, to the page itself unless `to` names another address."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).content.decode())
        token = found[1] if found else ""
        return self.post(to or page, {"csrfmiddlewaretoken": token, **(data or {})}, **values)

    def sign_in(self, email="anna@desk.test", password=PASSWORD, **data):
        return self.submit("/login", {"email": email, "password": password, **data})

    @property
    def is_signed_in(self):
        return self.get("/account").status_code == 200


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def people(cast):
    """The cast with passwords."""
    for person in (cast.anna, cast.boris, cast.vera, cast.clara, cast.dmitri):
        set_password(SYSTEM, person.id, password=PASSWORD)
    return cast
