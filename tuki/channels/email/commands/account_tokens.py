"""What an account's provider gave out, and that it gives out nothing. These write down what a process was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Coalesce

from tuki.channels.email.accounts.events import MailAccountGranted, MailAccountLost
from tuki.channels.email.models import MailAccount
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import NotFound
from tuki.kernel.secrets import keyring
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

if TYPE_CHECKING:
    from tuki.channels.email.accounts.endpoint import Tokens

CONTEXT = "mail-account"


@command
def keep_consent(actor: Actor, account_id: int, *, tokens: Tokens) -> None:
    """The account's owner has consented: these tokens hold from now on. Announces `mail_account.granted`."""
    insist_holds(actor, SETTINGS)
    now = clock.now()
    if not MailAccount.objects.filter(pk=account_id).update(granted_at=now, **_sealed(tokens), **_WORKS):
        raise NotFound()
    announce(actor, MailAccountGranted(subject=account_id))


@command
def keep_tokens(actor: Actor, account_id: int, *, tokens: Tokens, was: str) -> None:
    """A renewed access token, and a new refresh token where there is one. Nothing to do when somebody has consented
    anew meanwhile (`was` is the sealed refresh token that was used)."""
    MailAccount.objects.filter(pk=account_id, sealed_refresh_token=was).update(**_sealed(tokens), **_WORKS)


@command
def note_account_failing(actor: Actor, account_id: int, *, failure: str, was: str) -> None:
    """There is no token to be had; the time since when stays that of the first failure.

    Announces `mail_account.lost` once, when the provider no longer accepts the consent.
    """
    rows = MailAccount.objects.filter(pk=account_id, sealed_refresh_token=was)
    is_lost = failure.startswith("consent_lost")
    is_new = is_lost and rows.exclude(failure__startswith="consent_lost").exists()
    rows.update(failing_since=Coalesce(F("failing_since"), clock.now()), failure=failure[:500])
    if is_new:
        announce(actor, MailAccountLost(subject=account_id))


_WORKS: dict[str, object] = {"failing_since": None, "failure": ""}


def _sealed(tokens: Tokens) -> dict[str, object]:
    values: dict[str, object] = {
        "sealed_access_token": keyring().seal(tokens.access, context=CONTEXT),
        "access_until": tokens.access_until,
    }
    if tokens.refresh:
        values["sealed_refresh_token"] = keyring().seal(tokens.refresh, context=CONTEXT)
    return values
