"""Security headers on every answer (G31), and the reader's language and zone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.cast import SYSTEM
from tuki.people.commands.desk import change_brand
from tuki.ui.headers import SecurityHeaders
from tuki.ui.language import known_language

NEEDED = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
          "Permissions-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy"]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/login", "/", "/nowhere", "/desk/", "/ui/showroom", "/login/code", "/link/x", "/account"]
)
def test_every_answer_has_its_headers(db, path):
    answer = Client().get(path)
    assert all(answer.get(name) for name in NEEDED), answer.status_code
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'self'" in policy
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.test", "testserver.evil.test", ""])
def test_a_host_that_is_not_ours_is_refused_with_headers(db, host):
    answer = Client().get("/login", headers={"host": host}) if host else Client().post("/login", {"email": "x"})
    assert answer.status_code in (400, 200, 403) and all(answer.get(name) for name in NEEDED)
    if host:
        assert answer.status_code == 400


def test_a_broken_view_answers_with_headers_too(db, monkeypatch):
    monkeypatch.setattr("tuki.desk.signin.doors.home_of", lambda actor: 1 / 0)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500 and all(answer.get(name) for name in NEEDED)
    assert "ZeroDivision" not in answer.content.decode()


def test_a_view_may_be_stricter_and_say_how_long_it_keeps(settings):
    own = {"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=60"}
    answer = SecurityHeaders(lambda request: HttpResponse(headers=own))(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == "sandbox" and answer["Cache-Control"] == "max-age=60"
    assert "Strict-Transport-Security" not in answer
    settings.IS_SECURE = True
    answer = SecurityHeaders(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("ru", "ru"), ("ru-RU,en;q=0.5", "ru"), ("no", "nb"), ("nn-NO", "nb"), ("nb", "nb"), ("fi-FI", "fi"),
     ("xx, fi;q=0.3, ru;q=0.2", "fi"), ("en;q=0.1, fi;q=0.9", "fi"), ("xx", "en"), ("", "en"), (";;;q=,", "en"),
     ("*", "en"), ("a" * 5000, "en")],
)  # fmt: skip
def test_the_browser_is_answered_in_its_language(cast, asked, spoken):
    assert Client().get("/login", headers={"accept-language": asked})["Content-Language"] == spoken


def test_the_cookie_comes_before_the_browser_and_the_brand_last(cast):
    browser = Client()
    kept = browser.post("/language", {"language": "fi", "next": "/password"})
    assert kept["Location"] == "/password"
    assert browser.get("/login", headers={"accept-language": "ru"})["Content-Language"] == "fi"
    browser.post("/language", {"language": "klingon", "next": "//evil.test"})
    assert browser.get("/login")["Content-Language"] == "fi"
    change_brand(SYSTEM, cast.brand.id, language="nb")
    assert Client().get("/login", headers={"accept-language": "xx"})["Content-Language"] == "nb"


@pytest.mark.parametrize("code", ["", None, "x", "english", "../en", "zh-Hans", "-", "\0"])
def test_other_codes_are_none_of_our_languages(code):
    assert known_language(code) is None
