"""One's own account: profile, password, sessions, tokens, passkeys."""

import json
import re

import pytest

from tests.desk.signin.conftest import PASSWORD, Browser
from tests.people.authenticator import Authenticator
from tuki.people.models import ApiToken, Passkey, Person, Session
from tuki.people.signin.sessions import begin_session
from tuki.people.signin.tokens import actor_for_token, make_token


@pytest.fixture
def anna(people, browser):
    browser.sign_in()
    return browser


def test_the_profile_is_saved_and_the_page_speaks_the_language(people, anna):
    data = {"name": "Anna K.", "language": "fi", "time_zone": "Europe/Helsinki", "signature": "Anna"}
    assert anna.submit("/account", data)["Location"] == "/account?done=profile"
    person = Person.objects.get(pk=people.anna.id)
    assert (person.name, person.language, person.time_zone) == ("Anna K.", "fi", "Europe/Helsinki")
    page = anna.get("/account?done=profile")
    assert page["Content-Language"] == "fi" and 'data-zone="Europe/Helsinki"' in page.content.decode()


def test_what_is_not_offered_is_not_saved(people, anna):
    data = {"name": "Anna", "language": "xx", "time_zone": "../../etc/passwd", "is_staff": "1", "role": "administrator"}
    anna.submit("/account", data | {"organisation_id": people.customer_b.id, "access_version": 99})
    person = Person.objects.get(pk=people.anna.id)
    assert (person.language, person.time_zone, person.organisation_id) == ("", "", None)
    assert anna.submit("/account", {"name": "  "}).status_code == 422


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(people, anna):
    other, token = Browser(), anna.cookies["tuki"].value
    other.sign_in()
    wrong = anna.submit("/account", {"old_password": "x", "password": "a long new password"}, to="/account/password")
    assert wrong.status_code == 403 and other.is_signed_in
    data = {"old_password": PASSWORD, "password": "a long new password"}
    assert anna.submit("/account", data, to="/account/password").status_code == 302
    assert anna.is_signed_in and not other.is_signed_in and anna.cookies["tuki"].value != token
    assert Browser().sign_in(password="a long new password").status_code == 302


def test_sessions_are_listed_and_ended(people, anna):
    other = Browser(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"})
    other.sign_in()
    assert "Firefox on Linux" in anna.get("/account").content.decode()
    ended = Session.objects.order_by("-id").first().id
    anna.submit("/account", to=f"/account/sessions/{ended}/end")
    assert anna.is_signed_in and not other.is_signed_in
    other.sign_in()
    anna.submit("/account", to="/account/sessions/end-others")
    assert anna.is_signed_in and not other.is_signed_in


def test_nobody_ends_revokes_or_removes_what_is_somebody_elses(people, anna):
    boris = people.actor(people.boris)
    begun = begin_session(boris, way="password")
    make_token(boris, boris.id, name="x")
    token_id = ApiToken.objects.get().id
    addresses = [f"/account/sessions/{begun.session_id}/end", f"/account/tokens/{token_id}/revocation",
                 "/account/passkeys/1/removal"]  # fmt: skip
    assert [anna.submit("/account", to=address).status_code for address in addresses] == [404, 404, 404]
    assert Session.objects.filter(pk=begun.session_id).exists() and ApiToken.objects.exists()


def test_a_token_is_shown_once(people, anna):
    data = {"token_name": "reports", "scopes": ["tickets:read"], "days": "30"}
    page = anna.submit("/account", data, to="/account/tokens").content.decode()
    value = re.search(r"tuki_[\w-]{43}", page)[0]
    assert actor_for_token(value).scopes == {"tickets:read"} and ApiToken.objects.get().expires_at
    listed = anna.get("/account").content.decode()
    assert "reports" in listed and value not in listed
    anna.submit("/account", to=f"/account/tokens/{ApiToken.objects.get().id}/revocation")
    assert actor_for_token(value) is None
    assert anna.submit("/account", data | {"scopes": "all"}, to="/account/tokens").status_code == 422


def scripted(browser, address, message):
    """What our script does: JSON with the token of the page."""
    page = browser.get("/account" if browser.is_signed_in else "/login").content.decode()
    token = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)[1]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    return browser.post(address, json.dumps(message), content_type="application/json", headers=headers)


def test_a_passkey_is_made_used_and_removed(people, anna, settings):
    settings.BASE_URL = "http://localhost:8000"
    device = Authenticator()
    options = scripted(anna, "/account/passkeys/challenge", {}).json()["options"]
    answer = scripted(anna, "/account/passkeys", {"answer": device.create(options), "name": "Key"})
    assert answer.json() == {"next": "/account?done=passkey"} and "Key" in anna.get("/account").content.decode()

    other = Browser()
    options = scripted(other, "/login/passkey/challenge", {}).json()["options"]
    answer = scripted(other, "/login/passkey", {"answer": device.get(options), "next": "//evil.test"})
    assert answer.json() == {"next": "/desk/"} and other.is_signed_in

    anna.submit("/account", to=f"/account/passkeys/{Passkey.objects.get().id}/removal")
    third = Browser()
    options = scripted(third, "/login/passkey/challenge", {}).json()["options"]
    answer = scripted(third, "/login/passkey", {"answer": device.get(options)})
    assert answer.status_code == 403 and answer.json()["code"] == "passkey_failed"


@pytest.mark.parametrize("message", ["", "[]", "null", "{}", '{"answer": 1}', '{"answer": {}}', "{" * 30_000])
def test_nonsense_instead_of_a_passkey_is_refused(people, browser, settings, message):
    settings.BASE_URL = "http://localhost:8000"
    page = browser.get("/login").content.decode()
    token = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)[1]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = browser.post("/login/passkey", message, content_type="application/json", headers=headers)
    assert answer.status_code == 403 and answer.json()["code"] == "passkey_failed"
