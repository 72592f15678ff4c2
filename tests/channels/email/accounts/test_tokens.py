"""Access tokens: fetched once, kept sealed, renewed in time, and lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.channels.email.accounts.conftest import consented, details
from tests.commands import run_command
from tuki.channels.email.accounts.endpoint import USUAL_LIFE
from tuki.channels.email.accounts.providers import AccountDetails, scope_of, token_url_of
from tuki.channels.email.accounts.tokens import access_token
from tuki.channels.email.commands.account import add_mail_account, change_mail_account, remove_mail_account
from tuki.channels.email.fetching.trouble import Trouble
from tuki.channels.email.fetching.wording import TROUBLES
from tuki.channels.email.models import MailAccount
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.kernel import clock
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Conflict, Invalid


def row(account):
    return MailAccount.objects.get(pk=account.pk)


def kinds():
    return list(EventRow.objects.filter(kind__startswith="mail_account.").order_by("id").values_list("kind", flat=True))


def test_a_token_is_kept_until_a_minute_before_its_end(cast, provider):
    account = consented(provider)
    now = clock.now()
    with clock.at(now):
        assert [access_token(account.id) for _ in range(3)] == ["access-1"] * 3
    with clock.at(now + timedelta(seconds=3539)):
        assert access_token(account.id) == "access-1"
    with clock.at(now + timedelta(seconds=3541)):
        assert access_token(account.id) == "access-2"
    assert [each["refresh_token"] for each in provider.asked] == ["refresh-0", "refresh-1"]


def test_nothing_secret_lies_in_the_table(cast, provider):
    account = consented(provider)
    access_token(account.id)
    text = str(list(MailAccount.objects.values()))
    assert "sealed_client_secret" in text
    assert not any(secret in text for secret in ("desk-client-secret", "refresh-", "access-1"))
    assert "secret" not in "".join(EventRow.objects.values_list("payload", flat=True)).replace("client_secret", "")


@pytest.mark.parametrize(("life", "seconds"), [(120, 120), ("90", 90), (None, USUAL_LIFE), (10**12, 30 * 86_400)])
def test_a_life_in_any_form(cast, provider, life, seconds):
    provider.life = life
    account, now = consented(provider), clock.now()
    with clock.at(now):
        access_token(account.id)
    assert row(account).access_until == now + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("invalid_grant", 400, "consent_lost"),
        ("invalid_client", 401, "client_refused"),
        ("temporarily_unavailable", 503, "provider_unreachable"),
        ("slow_down", 429, "provider_unreachable"),
        ("invalid_scope", 400, "provider_refused"),
    ],
)
def test_what_the_provider_refuses_is_the_state_of_the_account(cast, provider, error, status, code):
    account = consented(provider)
    provider.refuses, provider.status = error, status
    for _ in range(2):
        with pytest.raises(Trouble) as caught:
            access_token(account.id)
    assert caught.value.code == code and code in TROUBLES
    assert row(account).failure == f"{code}: because of {error}" and row(account).failing_since is not None
    # Told once, and only when somebody has to consent again.
    assert kinds() == ["mail_account.added"] + ["mail_account.lost"] * (code == "consent_lost")
    provider.refuses = ""
    assert access_token(account.id) == "access-1"
    assert (row(account).failure, row(account).failing_since) == ("", None)


def test_a_provider_that_is_away(cast, provider):
    account = consented(provider)
    provider.stop()
    with pytest.raises(Trouble, match="provider_unreachable"):
        access_token(account.id)


def test_without_consent_nobody_is_asked(cast, provider):
    account = add_mail_account(cast.actor(cast.vera), details=details(provider))
    with pytest.raises(Trouble, match="consent_missing"):
        access_token(account.id)
    assert provider.asked == []


def test_many_at_once_ask_once(desk, provider):
    """A refresh token that is used twice ends everything at some providers."""
    account, found = consented(provider), []

    def ask() -> None:
        found.append(access_token(account.id))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert found == ["access-1"] * 6
    assert len(provider.asked) == 1


def test_commands(cast, provider):
    vera = cast.actor(cast.vera)
    account = run_command(cast, add_mail_account, vera, details=details(provider), announces=["mail_account.added"])
    change = run_command(
        cast, change_mail_account, vera, account.id, details=details(provider, name="Post", client_secret=""),
        announces=["mail_account.changed"],
    )  # fmt: skip
    assert change.name == "Post" and row(account).sealed_client_secret
    change_mail_account(vera, account.id, details=details(provider, name="Post"))
    assert kinds() == ["mail_account.added", "mail_account.changed"]
    run_command(cast, remove_mail_account, vera, account.id, announces=["mail_account.removed"])
    assert not MailAccount.objects.exists()


def test_secrets_do_not_follow_to_another_place(cast, provider):
    account = consented(provider)
    elsewhere = details(provider, token_url="https://evil.test/token", client_secret="")
    with pytest.raises(Invalid, match="client_secret_needed"):
        change_mail_account(cast.actor(cast.vera), account.id, details=elsewhere)
    change_mail_account(cast.actor(cast.vera), account.id, details=details(provider, client_id="another"))
    assert row(account).sealed_refresh_token == "" and row(account).granted_at is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"token_url": "http://provider.test/token"}, "invalid_provider_url"),
        ({"token_url": "ftp://127.0.0.1/"}, "invalid_provider_url"),
        ({"authorize_url": "javascript:alert(1)"}, "invalid_provider_url"),
        ({"authorize_url": "https://me@provider.test/"}, "invalid_provider_url"),
        ({"token_url": ""}, "required"),
        ({"client_id": ""}, "required"),
        ({"provider": "nobody"}, "invalid"),
        ({"tenant": "../common"}, "invalid"),
    ],
)
def test_nonsense_is_refused(cast, provider, values, code):
    with pytest.raises(Invalid) as caught:
        add_mail_account(cast.actor(cast.vera), details=details(provider, **values))
    assert caught.value.code == code


def test_an_account_in_use_stays(cast, provider):
    account, vera = consented(provider), cast.actor(cast.vera)
    set_outgoing_server(vera, url="smtps://box@127.0.0.1:1", account_id=account.id)
    with pytest.raises(Conflict, match="mail_account_in_use"):
        remove_mail_account(vera, account.id)


def test_presets_need_no_addresses(cast):
    vera = cast.actor(cast.vera)
    microsoft = AccountDetails(name="M", provider="microsoft", client_id="c", tenant="acme.example")
    account = add_mail_account(vera, details=microsoft)
    assert token_url_of(account) == "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token"
    assert "offline_access" in scope_of(account)
    google = add_mail_account(vera, details=AccountDetails(name="G", provider="google", client_id="c"))
    assert token_url_of(google).startswith("https://oauth2.googleapis.com/")
