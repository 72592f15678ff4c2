"""Signing in and out by password, in a browser without script."""

import pytest
import time_machine
from django.conf import settings

from tests.desk.signin.conftest import PASSWORD, Browser
from tuki.desk.signin.entering import own_path
from tuki.people.commands.persons import deactivate_person
from tuki.people.models import Session

SESSION = settings.SESSION_COOKIE_NAME

# F156: sixty forms of leading elsewhere.
ELSEWHERE = [
    "//evil.test", "///evil.test", "////evil.test", "/\\evil.test", "\\/evil.test", "\\\\evil.test", "/\\/evil.test",
    "https://evil.test", "http://evil.test", "HTTPS://EVIL.TEST", "https:evil.test", "https:/evil.test",
    "https:///evil.test", "http:\\\\evil.test", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
    "data:text/html,x", "vbscript:x", "mailto:a@evil.test", "ftp://evil.test", "blob:x", "file:///etc/passwd",
    "evil.test", "www.evil.test", ".evil.test", "@evil.test", "user@evil.test", "user:p@evil.test", "?//evil.test",
    "#//evil.test", " //evil.test", " https://evil.test", "\t//evil.test", "\n//evil.test", "\r\n//evil.test",
    "/\t/evil.test", "/\n/evil.test", "/\r/evil.test", "/ /evil.test", "/\0/evil.test", "\0//evil.test",
    "/\x0b/evil.test", "/desk\r\nSet-Cookie: a=b", "/desk\\@evil.test", "\\evil.test", "\\", "//", "///", "/\\",
    "//testserver@evil.test", "//testserver.evil.test", "https://testserver@evil.test", "https://testserver.evil.test",
    "//testserver", "http://testserver/desk/", "//[::1]/", "//0x7f000001", "//evil。test", "/" + "a" * 3000,
    "%2f%2fevil.test", "desk/", "", "./desk", "../desk",
]  # fmt: skip


@pytest.mark.parametrize(("who", "home"), [("anna", "/desk/"), ("clara", "/portal/")])
def test_a_password_leads_to_ones_place(people, browser, who, home):
    answer = browser.sign_in(getattr(people, who).email)
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert browser.is_signed_in


def test_a_wrong_password_stays_and_keeps_the_address(people, browser):
    answer = browser.sign_in(password="wrong")
    page = answer.content.decode()
    assert answer.status_code == 403 and 'value="anna@desk.test"' in page and 'role="alert"' in page
    assert SESSION not in answer.cookies and not browser.is_signed_in and "wrong" not in page.split("role=")[1][:300]


def test_known_unknown_and_gone_get_the_same_page(people, browser):
    deactivate_person(people.actor(people.vera), people.boris.id)
    pages = set()
    for email in ("anna@desk.test", "boris@desk.test", "nobody@desk.test"):
        answer = Browser().sign_in(email, password="wrong wrong wrong")
        page = answer.content.decode().replace(email, "X")
        page = "".join(part.partition('"')[2] for part in page.split('csrfmiddlewaretoken" value='))
        pages.add((answer.status_code, page.replace(answer.wsgi_request.META["CSRF_COOKIE"], "")[:200]))
    assert len(pages) == 1


def test_too_many_tries_are_told_when_to_come_back(people, browser):
    with time_machine.travel(1_793_000_007, tick=False):
        answers = [browser.sign_in(password="wrong").status_code for _ in range(5)]
        answer = browser.sign_in()
    assert answers == [403, 403, 403, 403, 429]
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 900


@pytest.mark.parametrize("header", ["1.2.3.4", "1.2.3.4, 5.6.7.8", "::1", "x", ""])
def test_a_forged_forwarded_header_makes_no_new_network(people, browser, header, monkeypatch):
    seen = []
    monkeypatch.setattr("tuki.desk.signin.doors.person_with_password", lambda *a, **v: seen.append(v) or people.anna)
    browser.submit("/login", {"email": "a", "password": "b"}, headers={"X-Forwarded-For": header})
    assert seen[0]["address_of_network"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("header", "address"),
    [("203.0.113.7", "203.0.113.7"), ("9.9.9.9, 203.0.113.7", "203.0.113.7"),
     ("203.0.113.7, 127.0.0.9", "203.0.113.7"), ("9.9.9.9, junk", "127.0.0.1"), ("", "127.0.0.1")],
)  # fmt: skip
def test_a_listed_proxy_is_believed_as_far_as_it_saw(people, browser, settings, header, address):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    browser.submit("/login", {"email": "anna@desk.test", "password": PASSWORD}, headers={"X-Forwarded-For": header})
    assert Session.objects.get().network == address


def test_signing_in_takes_a_fresh_token_and_ends_the_old_one(people, browser):
    browser.cookies[SESSION] = "planted-by-somebody"
    browser.sign_in()
    first, csrf = browser.cookies[SESSION].value, browser.cookies[settings.CSRF_COOKIE_NAME].value
    assert first != "planted-by-somebody"
    browser.submit("/account", to="/logout")
    browser.cookies[SESSION] = first
    assert not browser.is_signed_in
    browser.sign_in()
    assert browser.cookies[SESSION].value != first
    assert browser.cookies[settings.CSRF_COOKIE_NAME].value != csrf


def test_cookies_are_for_this_host_and_no_script(people, browser, settings):
    for cookie in browser.sign_in().cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    settings.IS_SECURE, settings.SESSION_COOKIE_NAME = True, "__Host-tuki"
    cookies = Browser().sign_in().cookies
    assert cookies["__Host-tuki"]["secure"] and cookies["__Host-tuki-device"]["secure"]


def test_signing_out_ends_the_session_and_clears_what_was_kept(people, browser):
    browser.sign_in()
    token = browser.cookies[SESSION].value
    answer = browser.submit("/account", to="/logout")
    assert answer["Location"] == "/login" and '"cache"' in answer["Clear-Site-Data"]
    browser.cookies[SESSION] = token
    assert not browser.is_signed_in and not Session.objects.exists()


def test_a_session_in_the_address_is_nothing(people, browser):
    browser.sign_in()
    token = browser.cookies[SESSION].value
    assert Browser().get("/account", {SESSION: token, "session": token}).status_code == 302


@pytest.mark.parametrize("text", ELSEWHERE)
def test_next_never_leads_elsewhere(text):
    assert own_path(text) == ""


def test_next_leads_back_within_the_desk(people, browser):
    away = browser.get("/desk/lists/mine?page=2")
    assert away["Location"] == "/login?next=%2Fdesk%2Flists%2Fmine%3Fpage%3D2"
    assert browser.sign_in(next="/desk/lists/mine?page=2")["Location"] == "/desk/lists/mine?page=2"
    assert Browser().sign_in(next="//evil.test")["Location"] == "/desk/"
    page = Browser().get("/login", {"next": "https://evil.test/"}).content.decode()
    assert "evil" not in page


def test_who_is_signed_in_does_not_see_the_sign_in(people, browser):
    browser.sign_in()
    assert browser.get("/login")["Location"] == "/desk/" and browser.get("/")["Location"] == "/desk/"
    assert Browser().get("/")["Location"] == "/login"
