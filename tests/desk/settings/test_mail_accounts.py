"""Mail accounts on their pages: setting up, the way to the provider and back, and what cannot be forged."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.channels.email.accounts.conftest import consented, details
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint
from tuki.channels.email.accounts.tokens import access_token
from tuki.channels.email.commands.account import add_mail_account
from tuki.channels.email.models import MailAccount, Mailbox
from tuki.kernel.models import EventRow

ROOT = "/desk/settings/mail-accounts"


@pytest.fixture
def provider() -> Iterator[TokenEndpoint]:
    running = TokenEndpoint(code="code-1")
    yield running
    running.stop()


def asked(vera: Client, account: MailAccount, provider: TokenEndpoint) -> str:
    """The state with which the browser was sent to the provider."""
    answer = vera.get(f"{ROOT}/{account.id}/consent")
    assert answer.status_code == 302
    url = urlsplit(answer["Location"])
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert answer["Location"].startswith(f"{provider.url}/authorize?")
    assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
    assert query["redirect_uri"].endswith(f"{ROOT}/callback") and query["client_id"] == CLIENT_ID
    provider.challenge = query["code_challenge"]
    return query["state"]


def test_from_nothing_to_a_token(cast, provider):
    vera = browser(cast.vera)
    form = {
        "name": "Office", "provider": "other", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "authorize_url": f"{provider.url}/authorize", "token_url": f"{provider.url}/token", "scope": "mail",
    }  # fmt: skip
    assert vera.post(f"{ROOT}/new", form).status_code == 302
    account = MailAccount.objects.get()
    page = vera.get(f"{ROOT}/{account.id}").content.decode()
    assert "One step is left" in page and CLIENT_SECRET not in page and f"{ROOT}/callback" in page
    state = asked(vera, account, provider)
    back = vera.get(f"{ROOT}/callback", {"state": state, "code": "code-1"})
    assert back.status_code == 200 and b"Connect" in back.content and back["Referrer-Policy"] == "same-origin"
    assert provider.asked == []  # a look changes nothing (F173)
    done = vera.post(f"{ROOT}/callback", {"state": state, "code": "code-1"})
    assert done["Location"] == f"{ROOT}/{account.id}?done=connected"
    assert [each["grant_type"] for each in provider.asked] == ["authorization_code"]
    assert access_token(account.id) == "access-1"
    assert EventRow.objects.filter(kind="mail_account.granted").count() == 1
    # Its cookie is gone, so the same answer is worth nothing a second time.
    assert vera.post(f"{ROOT}/callback", {"state": state, "code": "code-1"}).status_code == 403


def test_f174_only_the_browser_that_asked_can_finish(cast, provider):
    account = add_mail_account(SYSTEM, details=details(provider))
    vera, other = browser(cast.vera), browser(cast.vera)
    state = asked(vera, account, provider)
    answers = [
        other.post(f"{ROOT}/callback", {"state": state, "code": "code-1"}),
        vera.post(f"{ROOT}/callback", {"state": state[:-1] + "x", "code": "code-1"}),
        vera.post(f"{ROOT}/callback", {"code": "code-1"}),
        vera.get(f"{ROOT}/callback", {"state": "", "code": "code-1"}),
    ]
    other.cookies["tuki-mail-consent"] = vera.cookies["tuki-mail-consent"].value
    answers.append(other.post(f"{ROOT}/callback", {"state": state, "code": "code-1"}))
    assert [each.status_code for each in answers] == [403] * 5
    assert provider.asked == [] and not MailAccount.objects.get().sealed_refresh_token
    assert vera.get(f"{ROOT}/{account.id}/consent")["Referrer-Policy"] == "no-referrer"
    morsel = vera.cookies["tuki-mail-consent"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", ROOT)


@pytest.mark.parametrize("refuses", ["invalid_grant", "server_error"])
def test_what_the_provider_says_is_shown(cast, provider, refuses):
    account = add_mail_account(SYSTEM, details=details(provider))
    vera = browser(cast.vera)
    state = asked(vera, account, provider)
    words = "<b>no</b> consent"
    page = vera.get(f"{ROOT}/callback", {"state": state, "error": "access_denied", "error_description": words})
    assert page.status_code == 422 and b"&lt;b&gt;no&lt;/b&gt; consent" in page.content
    provider.refuses = refuses
    answer = vera.post(f"{ROOT}/callback", {"state": state, "code": "code-1"})
    assert answer.status_code == 422 and f"because of {refuses}" in answer.content.decode()


def test_a_consent_that_does_not_last_is_refused(cast, provider):
    provider.gives_refresh = False
    account = add_mail_account(SYSTEM, details=details(provider))
    vera = browser(cast.vera)
    state = asked(vera, account, provider)
    answer = vera.post(f"{ROOT}/callback", {"state": state, "code": "code-1"})
    assert answer.status_code == 403 and "no refresh token" in answer.content.decode()
    assert not MailAccount.objects.get().sealed_access_token


def test_a_mailbox_chooses_an_account(cast, provider):
    account, vera = consented(provider), browser(cast.vera)
    form = {
        "department": cast.support.id, "box_host": "127.0.0.1", "box_port": "1", "box_security": "none",
        "box_login": "box", "box_account": account.id, "box_folder": "INBOX", "box_after": "keep", "way": "untested",
    }  # fmt: skip
    assert vera.post("/desk/settings/mailboxes/new", form).status_code == 302
    box = Mailbox.objects.get()
    assert box.account == account and box.sealed_password == ""
    assert "selected>Office" in vera.get(f"/desk/settings/mailboxes/{box.id}").content.decode()
    outgoing = {"smtp_host": "127.0.0.1", "smtp_port": "1", "smtp_security": "none", "smtp_login": "box",
                "smtp_account": account.id, "way": "untested"}  # fmt: skip
    assert vera.post("/desk/settings/outgoing", outgoing).status_code == 302
    assert "selected>Office" in vera.get("/desk/settings/outgoing").content.decode()
    refused = vera.post(f"{ROOT}/{account.id}/removal")
    assert refused.status_code == 409 and MailAccount.objects.exists()


def test_others_do_not_come_here(cast, provider):
    account = consented(provider)
    for path in ("", "/new", f"/{account.id}", f"/{account.id}/consent", "/callback"):
        assert browser(cast.anna).get(ROOT + path).status_code == 403
        assert browser(cast.clara).get(ROOT + path).status_code == 404
