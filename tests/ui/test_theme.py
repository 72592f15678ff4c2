from __future__ import annotations

import pytest
from django.test import Client

from tests.ui import doorman

pytestmark = pytest.mark.urls("tests.ui.addresses")


@pytest.fixture
def client(settings) -> Client:
    settings.MIDDLEWARE = doorman.MIDDLEWARE
    return Client()


def test_the_choice_is_kept_in_a_cookie_no_script_can_read(client: Client) -> None:
    answer = client.post("/ui/theme", {"theme": "dark"}, headers={"referer": "http://testserver/desk/?q=a"})
    assert answer["Location"] == "/desk/?q=a"
    cookie = answer.cookies["theme"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == ("dark", True, "Lax", "/")
    assert '<html lang="en" data-theme="dark"' in client.get("/ui/showroom").content.decode()


def test_over_https_the_cookie_is_bound_to_the_host(client: Client) -> None:
    answer = client.post("/ui/theme", {"theme": "light"}, secure=True)
    assert answer.cookies["__Host-theme"]["secure"] is True
    assert answer["Location"] == "/"


def test_anything_else_forgets_the_choice(client: Client) -> None:
    client.post("/ui/theme", {"theme": "dark"})
    assert client.post("/ui/theme", {"theme": "<x>"}).cookies["theme"]["max-age"] == 0
    assert 'data-theme="<' not in client.get("/ui/showroom/portal").content.decode()


def test_a_foreign_referer_is_not_followed(client: Client) -> None:
    answer = client.post("/ui/theme", {"theme": "dark"}, headers={"referer": "https://elsewhere.example/x"})
    assert answer["Location"] == "/"


def test_a_script_gets_no_page(client: Client) -> None:
    assert client.post("/ui/theme", {"theme": "dark"}, headers={"x-requested-with": "fetch"}).status_code == 204
    assert client.get("/ui/theme").status_code == 405


@pytest.mark.parametrize("page", ["", "/list", "/ticket", "/portal", "/plain"])
def test_model_pages_stand(client: Client, page: str) -> None:
    assert '<main id="main"' in client.get(f"/ui/showroom{page}").content.decode()


def test_an_unknown_model_page_is_not_found(client: Client) -> None:
    assert client.get("/ui/showroom/secrets").status_code == 404
