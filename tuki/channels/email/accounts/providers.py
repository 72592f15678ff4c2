"""What the desk knows of mail providers, and an account's settings as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import msgspec

from tuki.channels.email.mailboxes.address import LOCAL
from tuki.channels.email.models import MailAccount
from tuki.kernel.refusals import Invalid

OTHER = "other"


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider is asked for consent and tokens, and for which rights. `asking` goes along with every consent.

    `%(tenant)s` stands for the directory of the organisation, which only Microsoft has.
    """

    name: str
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""
    asking: Mapping[str, str] = {}


# learn.microsoft.com: "Authenticate an IMAP, POP or SMTP connection using OAuth"
_MICROSOFT = "https://login.microsoftonline.com/%(tenant)s/oauth2/v2.0/"
PROVIDERS = {
    "microsoft": Provider(
        name="Microsoft 365",
        authorize_url=f"{_MICROSOFT}authorize",
        token_url=f"{_MICROSOFT}token",
        scope="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        asking={"prompt": "select_account"},
    ),
    # developers.google.com/identity/protocols/oauth2/web-server; without `prompt` a second consent brings no refresh
    # token
    "google": Provider(
        name="Google",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106  an address, no secret
        scope="https://mail.google.com/",
        asking={"access_type": "offline", "prompt": "consent"},
    ),
    OTHER: Provider(name="Other"),
}
_ANY_TENANT = "organizations"
_FIELDS = ("authorize_url", "token_url", "scope")


class AccountDetails(msgspec.Struct, frozen=True, kw_only=True):
    """An account as somebody sets it up. Empty secrets mean: those that are kept, or none."""

    name: str
    provider: str
    client_id: str
    client_secret: str = ""
    refresh_token: str = ""
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""


def authorize_url_of(account: MailAccount | AccountDetails) -> str:
    """Where the account's owner is asked for consent."""
    return _of(account, "authorize_url")


def token_url_of(account: MailAccount | AccountDetails) -> str:
    """Where tokens are given out."""
    return _of(account, "token_url")


def scope_of(account: MailAccount | AccountDetails) -> str:
    """Which rights the desk asks for, parted by spaces (RFC 6749, 3.3)."""
    return _of(account, "scope")


def checked_account(details: AccountDetails) -> AccountDetails:
    """The same details. Refuses `invalid` for an unknown provider or tenant, `required` for what is missing, and
    `invalid_provider_url` for an address that is not https (http on this machine only)."""
    if details.provider not in PROVIDERS:
        raise Invalid("invalid", field="provider")
    if not details.client_id or not details.client_id.isprintable():
        raise Invalid("required", field="client_id")
    if details.tenant and not details.tenant.replace("-", "").replace(".", "").isalnum():
        raise Invalid("invalid", field="tenant")
    for name in _FIELDS:
        if not _of(details, name):
            raise Invalid("required", field=name)
    for name in ("authorize_url", "token_url"):
        if not _is_safe(_of(details, name)):
            raise Invalid("invalid_provider_url", field=name)
    return details


def _of(account: MailAccount | AccountDetails, name: str) -> str:
    own: str = getattr(account, name)
    if own:
        return own
    usual: str = getattr(PROVIDERS[account.provider], name)
    return usual.replace("%(tenant)s", quote(account.tenant or _ANY_TENANT, safe=""))


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_plain = parts.port != 0 and not parts.username and not parts.fragment and url.isprintable()
    except ValueError:
        return False
    is_https = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return is_plain and is_https and bool(parts.hostname) and " " not in url
