"""Accounts at mail providers: adding, changing and removing them."""

from __future__ import annotations

from tuki.channels.email.accounts.events import MailAccountAdded, MailAccountChanged, MailAccountRemoved
from tuki.channels.email.accounts.providers import AccountDetails, checked_account, token_url_of
from tuki.channels.email.commands.account_tokens import CONTEXT
from tuki.channels.email.definitions import MAIL_ACCOUNT, mail_account_definition
from tuki.channels.email.models import MailAccount, Mailbox, OutgoingServer
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Conflict, Invalid, NotFound
from tuki.kernel.secrets import CannotUnseal, keyring
from tuki.kernel.versions import keep_version
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.permissions import SETTINGS

_PLAIN = ("provider", "tenant", "client_id", "authorize_url", "token_url", "scope")
_NO_TOKENS: dict[str, object] = {"sealed_refresh_token": "", "sealed_access_token": "", "access_until": None,
                                 "granted_at": None}  # fmt: skip


@command
def add_mail_account(actor: Actor, *, details: AccountDetails) -> MailAccount:
    """One more account; it works once its owner has consented, or at once with a refresh token of elsewhere.

    Announces `mail_account.added`. Refuses `name_taken` and what `checked_account` refuses.
    """
    insist_holds(actor, SETTINGS)
    checked_account(details)
    account = MailAccount(name=_free_name(details.name), **{name: getattr(details, name) for name in _PLAIN})
    account.sealed_client_secret = _sealed(details.client_secret)
    if details.refresh_token:
        account.sealed_refresh_token, account.granted_at = _sealed(details.refresh_token), clock.now()
    account.save()
    announce(actor, MailAccountAdded(subject=account.id))
    _keep(actor, account)
    return account


@command
def change_mail_account(actor: Actor, account_id: int, *, details: AccountDetails) -> MailAccount:
    """Other details; empty secrets keep those that are there.

    For another token address the client secret is asked for again, so that nobody can have it sent to a place of
    theirs. Tokens are forgotten with the provider or client that they were given to. Announces `mail_account.changed`
    when something differs; refuses `client_secret_needed` and what `add_mail_account` refuses.
    """
    insist_holds(actor, SETTINGS)
    checked_account(details)
    account = _locked(account_id)
    values: dict[str, object] = {name: getattr(details, name) for name in _PLAIN}
    values["name"] = _free_name(details.name, but=account.id)
    is_elsewhere = token_url_of(account) != token_url_of(details)
    if is_elsewhere and account.sealed_client_secret and not details.client_secret:
        raise Invalid("client_secret_needed", field="client_secret")
    if details.client_secret and details.client_secret != _unsealed(account.sealed_client_secret):
        values["sealed_client_secret"] = _sealed(details.client_secret)
    if is_elsewhere or account.client_id != details.client_id:
        values |= _NO_TOKENS
    if details.refresh_token and details.refresh_token != _unsealed(account.sealed_refresh_token):
        values |= _NO_TOKENS | {"sealed_refresh_token": _sealed(details.refresh_token), "granted_at": clock.now()}
    if changes := change_fields(account, values):
        shown = sorted(each.removeprefix("sealed_") for each in changes if each not in ("access_until", "granted_at"))
        announce(actor, MailAccountChanged(subject=account.id, fields=shown))
        _keep(actor, account)
    return account


@command
def remove_mail_account(actor: Actor, account_id: int) -> None:
    """The desk forgets the account and its tokens. Announces `mail_account.removed`; refuses `mail_account_in_use`."""
    insist_holds(actor, SETTINGS)
    account = _locked(account_id)
    if Mailbox.objects.filter(account=account).exists() or OutgoingServer.objects.filter(account=account).exists():
        raise Conflict("mail_account_in_use")
    announce(actor, MailAccountRemoved(subject=account.id, name=account.name))
    account.delete()


def insist_mail_account(account_id: int | None) -> None:
    """Refuses `invalid` for an account that is not there; None is none."""
    if account_id is not None and not MailAccount.objects.filter(pk=account_id).exists():
        raise Invalid("invalid", field="account")


def _keep(actor: Actor, account: MailAccount) -> None:
    keep_version(actor, MAIL_ACCOUNT, account.id, mail_account_definition(account), is_told=True)


def _free_name(name: str, *, but: int | None = None) -> str:
    cleaned = needed(name, field="name", most=120)
    if MailAccount.objects.filter(name=cleaned).exclude(pk=but).exists():
        raise Invalid("name_taken", field="name")
    return cleaned


def _sealed(secret: str) -> str:
    return keyring().seal(secret, context=CONTEXT) if secret else ""


def _unsealed(sealed: str) -> str | None:
    """The secret in clear; None where none is kept, or where it cannot be opened any more."""
    try:
        return keyring().unseal(sealed, context=CONTEXT) if sealed else None
    except CannotUnseal:
        return None


def _locked(account_id: int) -> MailAccount:
    account = MailAccount.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is None:
        raise NotFound()
    return account
