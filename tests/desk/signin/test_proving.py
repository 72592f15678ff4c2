"""What changes how one signs in is asked of who has just shown that it is them (section H)."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from tests.desk.signin.conftest import PASSWORD, Browser
from tests.desk.signin.test_account import scripted
from tests.people.authenticator import Authenticator
from tuki.kernel import clock
from tuki.people.models import ApiToken, Passkey, Person, PersonAddress, Session, Totp
from tuki.people.signin.second_step import begin_totp, confirm_totp
from tuki.people.signin.sessions import begin_session

TOKEN = {"token_name": "reports", "scopes": ["tickets:read", "tickets:write"], "days": "30"}


@pytest.fixture
def stale(people, browser):
    """Anna's browser, eleven minutes after she signed in."""
    browser.sign_in()
    grow_old(people.anna)
    return browser


def grow_old(person):
    then = clock.now() - timedelta(minutes=11)
    Session.objects.filter(person=person).update(created_at=then)


def asks(response):
    return response.status_code in (403, 422, 429) and "Is it you?" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/account/tokens", TOKEN),
        ("/account/second-step/begin", {}),
        ("/account/second-step", {"code": "123456"}),
    ],
)
def test_an_old_session_alone_changes_nothing(people, stale, address, data):
    if address == "/account/second-step":
        begin_totp(people.actor(people.anna))
    before = Totp.objects.count()
    assert asks(stale.submit("/account", data, to=address))
    assert not ApiToken.objects.exists() and Totp.objects.count() == before
    assert not Totp.objects.filter(confirmed_at__isnull=False).exists()


def test_a_password_carries_the_form_on_under_a_fresh_session(people, stale):
    asked = stale.submit("/account", TOKEN, to="/account/tokens").content.decode()
    hidden = re.findall(r'<input type="hidden" name="(token_name|scopes|days)" value="([^"]+)"', asked)
    assert hidden == [
        ("token_name", "reports"),
        ("scopes", "tickets:read"),
        ("scopes", "tickets:write"),
        ("days", "30"),
    ]
    old = stale.cookies["tuki"].value
    wrong = stale.submit("/account", TOKEN | {"proof_password": "x"}, to="/account/tokens")
    assert asks(wrong) and "do not fit together" in wrong.content.decode() and not ApiToken.objects.exists()
    made = stale.submit("/account", TOKEN | {"proof_password": PASSWORD}, to="/account/tokens")
    assert made.status_code == 200 and ApiToken.objects.get().scopes == ["tickets:read", "tickets:write"]
    assert stale.cookies["tuki"].value != old and stale.is_signed_in and Session.objects.count() == 1
    assert PASSWORD not in asked + wrong.content.decode()
    # For ten minutes nobody asks again.
    assert stale.submit("/account", TOKEN, to="/account/tokens").status_code == 200
    grow_old(people.anna)
    assert asks(stale.submit("/account", TOKEN, to="/account/tokens"))


def test_guesses_are_paced(people, stale):
    answers = [
        stale.submit("/account", TOKEN | {"proof_password": "x"}, to="/account/tokens").content.decode()
        for _ in range(8)
    ]
    assert "do not fit together" in answers[0] and "do not fit together" not in answers[-1]
    assert not ApiToken.objects.exists()


def test_a_code_proves_it_once(people, stale):
    anna = people.actor(people.anna)
    setup = begin_totp(anna)
    confirm_totp(anna, pyotp.TOTP(setup.secret).now())
    Totp.objects.update(last_step=0)
    code = pyotp.TOTP(setup.secret).now()
    assert stale.submit("/account", TOKEN | {"proof_code": code}, to="/account/tokens").status_code == 200
    grow_old(people.anna)
    assert asks(stale.submit("/account", TOKEN | {"proof_code": code}, to="/account/tokens"))


def test_a_passkey_proves_it_and_somebody_elses_does_not(people, browser, settings):
    settings.BASE_URL = "http://localhost:8000"
    mine, other = Authenticator(), Authenticator()
    for person, device in ((people.boris, other), (people.anna, mine)):
        each = Browser()
        each.sign_in(person.email)
        options = scripted(each, "/account/passkeys/challenge", {}).json()["options"]
        scripted(each, "/account/passkeys", {"answer": device.create(options), "name": "Key"})
    browser.sign_in()
    grow_old(people.anna)
    assert scripted(browser, "/account/passkeys/challenge", {}).json()["code"] == "proof_needed"
    options = scripted(browser, "/account/proof/passkey/challenge", {}).json()["options"]
    refused = scripted(browser, "/account/proof/passkey", {"answer": other.get(options)})
    assert refused.json()["code"] == "passkey_failed" and Passkey.objects.count() == 2
    options = scripted(browser, "/account/proof/passkey/challenge", {}).json()["options"]
    shown = scripted(browser, "/account/proof/passkey", {"answer": mine.get(options), "next": "//evil.test"})
    assert shown.json() == {"next": "/account"}
    assert scripted(browser, "/account/passkeys/challenge", {}).status_code == 200


def test_the_page_leads_on_to_pages_of_ours_only(people, stale):
    done = stale.submit("/account/proof?next=/account", {"next": "https://evil.test", "proof_password": PASSWORD},
                        to="/account/proof")  # fmt: skip
    assert done["Location"] == "/account"
    assert stale.get("/account/proof?next=/desk/")["Location"] == "/desk/"


def test_a_first_password_needs_a_fresh_sign_in(people, browser):
    """Who came by a link long ago and has no password yet: a stolen session sets none."""
    Person.objects.filter(pk=people.clara.id).update(password="")
    browser.cookies["tuki"] = begin_session(people.actor(people.clara), way="link").token
    grow_old(people.clara)
    asked = browser.submit("/account", {"password": "a long new password"}, to="/account/password")
    assert asks(asked) and "ask for a new link" in asked.content.decode()
    assert "a long new password" not in asked.content.decode()
    assert not Person.objects.get(pk=people.clara.id).password
    browser.cookies["tuki"] = begin_session(people.actor(people.clara), way="link").token
    assert browser.submit("/account", {"password": "a long new password"}, to="/account/password").status_code == 302


def test_ones_own_address_too(people, browser):
    browser.sign_in("vera@desk.test")
    grow_old(people.vera)
    page = f"/desk/people/{people.vera.id}"
    assert asks(browser.submit(page, {"add": "evil@elsewhere.test"}, to=f"{page}/addresses"))
    assert not PersonAddress.objects.filter(normal="evil@elsewhere.test").exists()
    proved = {"add": "vera@elsewhere.test", "proof_password": PASSWORD}
    assert browser.submit(page, proved, to=f"{page}/addresses").status_code == 302
    assert PersonAddress.objects.filter(normal="vera@elsewhere.test", person=people.vera).exists()
    grow_old(people.vera)
    other = f"/desk/people/{people.clara.id}"
    assert browser.submit(other, {"add": "clara@elsewhere.test"}, to=f"{other}/addresses").status_code == 302
