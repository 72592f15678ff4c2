"""The second step in the browser: no way around it (F167)."""

import re

import pyotp
import pytest
import time_machine
from django.conf import settings

from tests.cast import SYSTEM
from tests.desk.signin.conftest import PASSWORD, Browser
from tuki.kernel import clock
from tuki.people.commands.persons import set_password
from tuki.people.signin.second_step import begin_totp, confirm_totp, has_second_step

SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture
def moment():
    with time_machine.travel(1_793_000_010, tick=False) as traveller:
        yield traveller


@pytest.fixture
def protected(people, moment):
    """Anna's secret and recovery codes."""
    actor = people.actor(people.anna)
    secret = begin_totp(actor).secret
    codes = confirm_totp(actor, now(secret))
    moment.shift(60)
    return secret, codes


def now(secret):
    return pyotp.TOTP(secret).at(clock.now())


def test_a_password_alone_lets_nobody_in(protected, browser):
    answer = browser.sign_in()
    assert answer["Location"] == "/login/code" and SESSION not in answer.cookies
    for page in ("/account", "/desk/", "/account/second-step"):
        assert browser.get(page)["Location"].startswith("/login")
    answer = browser.submit("/login/code", {"code": now(protected[0])})
    assert answer["Location"] == "/desk/" and browser.is_signed_in


def test_a_wrong_code_stays_and_the_sixth_try_waits(protected, browser):
    browser.sign_in()
    answers = [browser.submit("/login/code", {"code": "x"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert browser.submit("/login/code", {"code": now(protected[0])}).status_code == 429
    other = Browser()
    other.sign_in()
    assert other.submit("/login/code", {"code": protected[1][0]}).status_code == 429


def test_a_recovery_code_lets_in_once(protected, moment):
    for expected in (302, 422):
        browser = Browser()
        browser.sign_in()
        assert browser.submit("/login/code", {"code": protected[1][0]}).status_code == expected


def test_a_used_code_lets_no_second_browser_in(protected):
    code = now(protected[0])
    for expected in (302, 422):
        browser = Browser()
        browser.sign_in()
        assert browser.submit("/login/code", {"code": code}).status_code == expected


def test_without_a_password_first_there_is_no_second_step(protected, people, browser):
    assert browser.get("/login/code")["Location"] == "/login"
    browser.cookies["tuki-step"] = "forged"
    assert browser.get("/login/code")["Location"] == "/login"
    browser.sign_in()
    device = browser.sign_in(people.boris.email).cookies["tuki-device"].value
    other = Browser()
    other.cookies["tuki-step"] = device
    assert other.get("/login/code")["Location"] == "/login"


def test_the_first_step_ends_after_ten_minutes_and_with_the_password(protected, people, browser, moment):
    browser.sign_in()
    moment.shift(601)
    assert browser.get("/login/code")["Location"] == "/login"
    browser.sign_in()
    set_password(SYSTEM, people.anna.id, password="another long password")
    assert browser.get("/login/code")["Location"] == "/login"


def test_turning_it_on_in_the_browser_ends_other_sessions(people, browser, moment):
    other = Browser()
    other.sign_in()
    browser.sign_in()
    assert browser.submit("/account", to="/account/second-step/begin")["Location"] == "/account/second-step"
    page = browser.get("/account/second-step").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert browser.submit("/account/second-step", {"code": "x"}).status_code == 422
    page = browser.submit("/account/second-step", {"code": now(secret)}).content.decode()
    codes = re.findall(r"<li>([A-Z2-7-]{19})</li>", page)
    assert len(codes) == 10 and has_second_step(people.anna.id)
    assert browser.is_signed_in and not other.is_signed_in
    assert codes[0] not in browser.get("/account").content.decode()


def test_turning_it_off_needs_a_code(protected, people, browser):
    browser.sign_in()
    browser.submit("/login/code", {"code": now(protected[0])})
    assert browser.submit("/account", {"code": "x"}, to="/account/second-step/off").status_code == 422
    assert has_second_step(people.anna.id)
    assert browser.submit("/account", {"code": protected[1][0]}, to="/account/second-step/off").status_code == 302
    assert not has_second_step(people.anna.id)
    assert Browser().sign_in(password=PASSWORD)["Location"] == "/desk/"
