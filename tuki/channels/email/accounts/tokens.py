"""Access tokens: kept while they are good, renewed by one process at a time when they are over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tuki.channels.email.accounts.endpoint import ask_for_tokens
from tuki.channels.email.commands.account_tokens import CONTEXT, keep_tokens, note_account_failing
from tuki.channels.email.fetching.trouble import Trouble
from tuki.channels.email.models import MailAccount
from tuki.kernel import clock
from tuki.kernel.actors import system
from tuki.kernel.jobs import leases
from tuki.kernel.secrets import keyring

ACTOR = system("mail.account")
EARLY = timedelta(seconds=60)  # a token that ends during the conversation it opens is of no use
LONGEST_WAIT_SECONDS = 20.0


def access_token(account_id: int, *, refused: str = "") -> str:
    """A token that signs in now; `refused` is one that a mail server did not accept although it should be good.

    Some providers take a refresh token once only and end everything at a second use: so one process asks, and the
    others wait for its answer. Raises `Trouble` and `CannotUnseal`.
    """
    if token := _kept(_account(account_id), refused):
        return token
    with _alone(account_id):
        account = _account(account_id)
        return _kept(account, refused) or _renewed(account)


def _renewed(account: MailAccount) -> str:
    try:
        if not account.sealed_refresh_token:
            raise Trouble("consent_missing")
        refresh = keyring().unseal(account.sealed_refresh_token, context=CONTEXT)
        tokens = ask_for_tokens(account, grant_type="refresh_token", refresh_token=refresh)
    except Trouble as trouble:
        note_account_failing(ACTOR, account.id, failure=trouble.failure, was=account.sealed_refresh_token)
        raise
    keep_tokens(ACTOR, account.id, tokens=tokens, was=account.sealed_refresh_token)
    return tokens.access


def _kept(account: MailAccount, refused: str) -> str:
    if account.access_until is None or account.access_until - EARLY <= clock.now():
        return ""
    token = keyring().unseal(account.sealed_access_token, context=CONTEXT)
    return "" if token == refused else token


def _account(account_id: int) -> MailAccount:
    account = MailAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise Trouble("consent_missing")
    return account


@contextmanager
def _alone(account_id: int) -> Iterator[None]:
    """Waits until no other process asks for this account's token."""
    name, holder = f"mail-account:{account_id}", leases.new_holder()
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not leases.hold(name, holder):
        if time.monotonic() > until:
            raise Trouble("provider_unreachable")
        time.sleep(0.1)
    try:
        yield
    finally:
        leases.let_go(name, holder)
