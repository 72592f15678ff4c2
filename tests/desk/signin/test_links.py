"""Links by mail in the browser: opening uses none up (F195), the same page for everybody (F158), no way around TOTP."""

import re

import pyotp
import pytest

from tests.cast import SYSTEM
from tests.desk.signin.conftest import Browser
from tuki.kernel import clock
from tuki.kernel.jobs.running import run_due
from tuki.people.models import OneTimeLink
from tuki.people.signin import delivery
from tuki.people.signin.links import INVITE, PASSWORD, SIGN_IN, send_link
from tuki.people.signin.second_step import begin_totp, confirm_totp


@pytest.fixture
def paths(monkeypatch):
    """The paths of the links that were handed to the mail."""
    sent = []
    monkeypatch.setattr(delivery, "_registered", [lambda actor, mail: sent.append("/" + mail.url.split("/", 3)[3])])
    return sent


def made(paths, purpose, address="clara@customer-a.test"):
    send_link(SYSTEM, address=address, purpose=purpose)
    return paths[-1]


def test_a_contact_signs_in_by_mail(cast, browser, paths):
    answer = browser.submit("/login/link", {"email": "clara@customer-a.test"})
    assert "clara@customer-a.test" in answer.content.decode()
    run_due("mail-out")
    for _ in range(3):
        page = browser.get(paths[0])
        assert page.status_code == 200 and page["Referrer-Policy"] == "same-origin"
    assert browser.head(paths[0]).status_code == 200 and not browser.is_signed_in
    assert browser.submit(paths[0])["Location"] == "/portal/" and browser.is_signed_in
    again = Browser()
    assert again.get(paths[0]).status_code == 404
    assert again.submit("/login", to=paths[0]).status_code == 403 and not again.is_signed_in


def test_the_mail_itself_is_queued_with_the_link(cast, browser):
    from tuki.channels.email.models import OutgoingMail

    browser.submit("/password", {"email": "anna@desk.test"})
    browser.submit("/login/link", {"email": "clara@customer-a.test"})
    run_due("mail-out")
    mails = {next(iter(mail.recipients)): mail.text for mail in OutgoingMail.objects.all()}
    assert "/password/" in mails["anna@desk.test"] and "/link/" in mails["clara@customer-a.test"]
    path = re.search(r"https?://[^/]+(/link/\S+)", mails["clara@customer-a.test"])[1]
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("page", ["/login/link", "/password"])
def test_asking_looks_the_same_for_every_address(cast, page):
    shown = set()
    for email in ("clara@customer-a.test", "nobody@customer-a.test", "no-address", "support@desk.test"):
        answer = Browser().submit(page, {"email": email})
        shown.add((answer.status_code, answer.content.decode().replace(email, "X")))
    assert len({(status, re.sub(r'value="\w{64}"|content="\w{64}"', "", text)) for status, text in shown}) == 1


def test_a_forgotten_password_is_set_by_link(people, browser, paths):
    path, signed_in = made(paths, PASSWORD, "anna@desk.test"), Browser()
    signed_in.sign_in()
    assert browser.submit(path, {"password": "short"}).status_code == 422
    assert browser.submit(path, {"password": "a long new password"})["Location"] == "/desk/"
    assert browser.is_signed_in and not signed_in.is_signed_in
    assert browser.get(path).status_code == 404
    assert Browser().sign_in(password="a long new password").status_code == 302


@pytest.mark.parametrize("purpose", [SIGN_IN, PASSWORD])
def test_a_link_does_not_go_around_the_second_step(people, browser, paths, purpose):
    actor = people.actor(people.anna)
    secret = begin_totp(actor).secret
    confirm_totp(actor, pyotp.TOTP(secret).at(clock.now()))
    answer = browser.submit(made(paths, purpose, "anna@desk.test"), {"password": "a long new password"})
    assert answer["Location"] == "/login/code" and not browser.is_signed_in


def test_a_link_for_one_thing_does_no_other(cast, browser, paths):
    for purpose, other in ((SIGN_IN, "password"), (PASSWORD, "link"), (INVITE, "link")):
        token = made(paths, purpose).rpartition("/")[2]
        answer = browser.submit("/login", {"password": "a long new password"}, to=f"/{other}/{token}")
        assert answer.status_code in (403, 404) and not browser.is_signed_in
    assert OneTimeLink.objects.filter(used_at=None).count() == 3


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost@evil.test", "testserver.evil.test", "127.0.0.1:8000.evil.test"]
)
def test_a_forged_host_poisons_no_link(cast, browser, paths, settings, host):
    answer = browser.submit("/login/link", {"email": "clara@customer-a.test"}, headers={"host": host})
    assert answer.status_code == 400
    browser.submit("/login/link", {"email": "clara@customer-a.test"}, headers={"X-Forwarded-Host": host})
    seen = []
    delivery._registered[:] = [lambda actor, mail: seen.append(mail.url)]
    run_due("mail-out")
    assert len(seen) == 1 and seen[0].startswith(settings.BASE_URL + "/link/")


@pytest.mark.parametrize("token", ["%25", "*", "x", "%00", "..", "a" * 500, "[]", "true"])
def test_invented_tokens_show_the_same_page(cast, browser, paths, token):
    made(paths, SIGN_IN)
    for place in ("link", "password"):
        assert browser.get(f"/{place}/{token}").status_code == 404
        assert browser.submit("/login", {"password": "x"}, to=f"/{place}/{token}").status_code in (403, 404)
