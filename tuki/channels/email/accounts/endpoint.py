"""The provider's token endpoint (RFC 6749, 3.2): what it gives out, and why it does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from tuki.channels.email.accounts.providers import token_url_of
from tuki.channels.email.commands.account_tokens import CONTEXT
from tuki.channels.email.fetching.trouble import Trouble
from tuki.channels.email.models import MailAccount
from tuki.kernel import clock
from tuki.kernel.numerals import whole_number
from tuki.kernel.outgoing import AllowList, OutgoingFailed, OutgoingRefused, Reach, Response, fetch
from tuki.kernel.secrets import keyring

TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER = 100_000
USUAL_LIFE = 3600  # seconds; `expires_in` is only recommended (RFC 6749, 5.1)
_PORTS = {"http": 80, "https": 443}
# RFC 6749, 5.2, and 4.1.2.1 for the last one; whatever else stays in the provider's own words.
_CODES = {
    "invalid_grant": "consent_lost",
    "invalid_client": "client_refused",
    "unauthorized_client": "client_refused",
    "temporarily_unavailable": "provider_unreachable",
}


class Tokens(msgspec.Struct, frozen=True):
    """What was given out. `refresh` is empty when the one from before stays good (RFC 6749, 6)."""

    access: str
    access_until: datetime
    refresh: str = ""


def ask_for_tokens(account: MailAccount, **grant: str) -> Tokens:
    """One request to the token endpoint; `grant` are the parameters of its kind of grant.

    Raises `Trouble`: consent_lost, client_refused, provider_unreachable, provider_refused; and `CannotUnseal`.
    """
    form = {"client_id": account.client_id, **grant}
    if account.sealed_client_secret:
        form["client_secret"] = keyring().unseal(account.sealed_client_secret, context=CONTEXT)
    try:
        answer = _post(token_url_of(account), form)
    except (OutgoingRefused, OutgoingFailed) as error:
        raise Trouble("provider_unreachable", error.code) from error
    given = _json(answer)
    access = given.get("access_token")
    if answer.status != 200 or not isinstance(access, str) or not access.isascii() or not access.isprintable():
        raise _trouble(answer, given)
    seconds, refresh = given.get("expires_in"), given.get("refresh_token")
    life = whole_number(str(seconds))
    until = clock.now() + timedelta(seconds=min(USUAL_LIFE if life is None else life, 30 * 86_400))
    return Tokens(access, until, refresh if isinstance(refresh, str) else "")


def _post(url: str, form: dict[str, str]) -> Response:
    """An administrator named the provider, which may stand in the own network and on any port."""
    parts = urlsplit(url)
    ports = AllowList(ports=frozenset({parts.port or _PORTS.get(parts.scheme, 0)}))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return fetch(
        "POST", url, headers=headers, body=urlencode(form).encode(), timeout=TIMEOUT_SECONDS,
        max_bytes=LARGEST_ANSWER, allow=ports, reach=Reach.PUBLIC_AND_INSIDE,
    )  # fmt: skip


def _json(answer: Response) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _trouble(answer: Response, given: dict[str, Any]) -> Trouble:
    code = str(given.get("error", ""))
    words = str(given.get("error_description") or code or f"HTTP {answer.status}")
    if answer.status == 429 or answer.status >= 500:
        return Trouble("provider_unreachable", words)
    return Trouble(_CODES.get(code, "provider_refused"), words)
