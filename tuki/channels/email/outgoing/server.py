"""The server through which mail leaves: where it is, how it is reached, and whether sending is stopped."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from django.conf import settings

from tuki.channels.email.accounts.signing_in import first_words, last_words, mechanism_among, with_token
from tuki.channels.email.models import OutgoingServer
from tuki.channels.email.outgoing.outbox import own_host
from tuki.kernel.refusals import Invalid
from tuki.kernel.secrets import keyring

CONTEXT = "smtp"
HOURLY_LIMIT = 500
COUNT, COUNT_BY_HAND = "mail.out", "mail.out.by_hand"  # under which the mails of an hour are counted
BY_HAND_FACTOR = 10  # so many times the limit may people write: more is no person at work
BY_LIMIT = "hourly_limit"  # pause_reason when the limit stopped sending; anything else is a person's own words
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class SmtpUrl(msgspec.Struct, frozen=True):
    """An address like `smtps://login:password@host:465?ca=/path/to/ca.pem`, taken apart.

    With an `account_id` that mail account signs in under the login, without a password.
    """

    scheme: str
    host: str
    port: int
    login: str = ""
    password: str = ""
    ca_file: str = ""
    account_id: int | None = None

    @property
    def shown(self) -> str:
        """For people: without the password."""
        login = f"{self.login}@" if self.login else ""
        return f"{self.scheme}://{login}{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext:
        """Checks certificate and name; `ca` names a file with an authority of one's own."""
        return ssl.create_default_context(cafile=self.ca_file or None)


class Server(msgspec.Struct, frozen=True):
    """The server in force, with the limit and the reason why sending is stopped, if it is."""

    url: str
    hourly_limit: int = HOURLY_LIMIT
    is_paused: bool = False
    pause_reason: str = ""
    account_id: int | None = None

    @property
    def parsed(self) -> SmtpUrl:
        """The address, taken apart, with the mail account that signs in."""
        return msgspec.structs.replace(read_smtp_url(self.url), account_id=self.account_id)


def read_smtp_url(url: str, *, is_by_account: bool = False) -> SmtpUrl:
    """Refuses `invalid_smtp_url`, and `open_password` when a password or token would travel unencrypted."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("invalid_smtp_url", field="url") from error
    if parts.scheme not in _PORTS or not parts.hostname or not url.isprintable() or " " in url:
        raise Invalid("invalid_smtp_url", field="url")
    login, password = unquote(parts.username or ""), unquote(parts.password or "")
    if (password or is_by_account) and parts.scheme == "smtp" and parts.hostname not in _LOCAL:
        raise Invalid("open_password", field="url")
    ca_file = parse_qs(parts.query).get("ca", [""])[0]
    return SmtpUrl(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], login, password, ca_file)


def current_server() -> Server | None:
    """What the administrators set, else `TUKI_SMTP_URL`; None when there is neither. Costs one query."""
    row = OutgoingServer.objects.first()
    if row is None:
        return Server(settings.SMTP_URL) if settings.SMTP_URL else None
    url = keyring().unseal(row.sealed_url, context=CONTEXT) if row.sealed_url else settings.SMTP_URL
    if not url:
        return None
    account_id = row.account_id if row.sealed_url else None
    return Server(url, row.hourly_limit, row.paused_at is not None, row.pause_reason, account_id)


def greeting_name() -> str:
    """What we call ourselves in EHLO (RFC 5321, 4.1.1.1): the host of the desk, an address in brackets."""
    host = own_host()
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host


def sign_in(smtp: smtplib.SMTP, url: SmtpUrl) -> None:
    """Signs in by account or password; nothing to do without a login. Raises smtplib's errors, `Trouble`,
    `CannotUnseal`."""
    if url.account_id is None:
        if url.login:
            smtp.login(url.login, url.password)
        return
    mechanism = mechanism_among(smtp.esmtp_features.get("auth", "").split())

    def show(token: str) -> None:
        words = first_words(mechanism, login=url.login, token=token, host=url.host, port=url.port)

        def respond(challenge: bytes | None = None) -> str:
            return words if challenge is None else last_words(mechanism)

        smtp.auth(mechanism, respond)

    with_token(url.account_id, show, smtplib.SMTPAuthenticationError)
