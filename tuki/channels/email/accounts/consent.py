"""The owner's consent (RFC 6749, 4.1): out to the provider, and back with a code, bound to one browser by state and
PKCE (RFC 7636; RFC 9700, 2.1)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings

from tuki.channels.email.accounts.endpoint import ask_for_tokens
from tuki.channels.email.accounts.providers import PROVIDERS, authorize_url_of, scope_of
from tuki.channels.email.commands.account_tokens import keep_consent
from tuki.channels.email.models import MailAccount
from tuki.kernel.actors import Actor
from tuki.kernel.limits import insist_below
from tuki.kernel.refusals import NotFound, Refused
from tuki.kernel.secrets import equal, random_token
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS
from tuki.people.signin.sealing import seal, unseal

CONSENT_LASTS = timedelta(minutes=20)
CALLBACK = "/desk/settings/mail-accounts/callback"
MOST_TRIES, WINDOW_SECONDS = 20, 600
_PURPOSE = "mail-consent"


def redirect_uri() -> str:
    """Where the provider sends the owner back to; it has to be registered there."""
    return f"{settings.BASE_URL}{CALLBACK}"


def begin_consent(actor: Actor, account_id: int, *, session_id: int) -> tuple[str, str]:
    """The provider's address to go to, and what the browser has to keep until it comes back. Writes nothing."""
    insist_holds(actor, SETTINGS)
    account = MailAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound()
    state, verifier = random_token(), random_token(256)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": account.client_id,
        "redirect_uri": redirect_uri(),
        "scope": scope_of(account),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **PROVIDERS[account.provider].asking,
    }
    url = authorize_url_of(account)
    kept = {"account": account.id, "session": session_id, "state": state, "verifier": verifier}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}", seal(_PURPOSE, kept, lasts=CONSENT_LASTS)


def account_of_consent(kept: str, *, session_id: int, state: str) -> int:
    """Which account this browser asked consent for; refuses `consent_failed` for any other browser, session or state
    (F174)."""
    found = unseal(_PURPOSE, kept)
    if found is None or found["session"] != session_id or not equal(found["state"], state):
        raise Refused("consent_failed")
    return int(found["account"])


def finish_consent(actor: Actor, kept: str, *, session_id: int, state: str, code: str) -> int:
    """Trades the code for tokens and keeps them; the account's id. Announces `mail_account.granted`.

    Refuses `consent_failed`, `consent_fleeting` when the provider gives no lasting consent, `too_many_tries`; raises
    `Trouble` with what the provider says.
    """
    insist_holds(actor, SETTINGS)
    account_id = account_of_consent(kept, session_id=session_id, state=state)
    insist_below(f"mail.consent:{actor.id}", most=MOST_TRIES, window_seconds=WINDOW_SECONDS)
    account = MailAccount.objects.filter(pk=account_id).first()
    if account is None or not code:
        raise Refused("consent_failed")
    verifier = (unseal(_PURPOSE, kept) or {}).get("verifier", "")
    tokens = ask_for_tokens(
        account, grant_type="authorization_code", code=code, redirect_uri=redirect_uri(), code_verifier=verifier
    )
    if not tokens.refresh:
        raise Refused("consent_fleeting")
    keep_consent(actor, account_id, tokens=tokens)
    return account_id
