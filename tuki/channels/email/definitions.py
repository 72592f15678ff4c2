"""What texts, mail accounts, mailboxes and the outgoing server say, as their versions keep it: never a secret."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import msgspec

from tuki.channels.email.mailboxes.address import address_of, after_text
from tuki.channels.email.models import MailAccount, Mailbox, MailTemplate, OutgoingServer
from tuki.channels.email.outgoing.server import CONTEXT, read_smtp_url
from tuki.kernel.secrets import keyring

MAIL_TEXT, MAIL_ACCOUNT, MAILBOX, OUTGOING = "mail_text", "mail_account", "mailbox", "outgoing"


class MailTextDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A text; `is_builtin`: these are the words of the release, or for a brand those of the whole desk."""

    subject: str
    body: str
    is_active: bool
    is_builtin: bool


class MailAccountDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """An account at a mail provider, without its secret and tokens."""

    name: str
    provider: str
    tenant: str
    client_id: str
    authorize_url: str
    token_url: str
    scope: str


class MailboxDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox, without its password. `after` is as `read_after` reads it."""

    department_id: int
    host: str
    port: int
    security: str
    login: str
    folder: str
    account_id: int | None
    after: str
    is_active: bool


class OutgoingDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """The outgoing server, without its password; an empty `url` is that of the machine's settings."""

    url: str
    has_password: bool
    hourly_limit: int
    account_id: int | None


def mail_text_definition(row: MailTemplate) -> MailTextDefinition:
    """What a changed text says."""
    return MailTextDefinition(subject=row.subject, body=row.body, is_active=row.is_active, is_builtin=row.is_builtin)


def mail_account_definition(row: MailAccount) -> MailAccountDefinition:
    """What an account says."""
    return MailAccountDefinition(**{each: getattr(row, each) for each in MailAccountDefinition.__struct_fields__})


def mailbox_definition(row: Mailbox) -> MailboxDefinition:
    """What a mailbox says."""
    address = address_of(row)
    fields = ("host", "port", "security", "login", "folder", "account_id")
    return MailboxDefinition(
        department_id=row.department_id,
        after=after_text(row),
        is_active=row.is_active,
        **{each: getattr(address, each) for each in fields},
    )


def outgoing_definition(row: OutgoingServer) -> OutgoingDefinition:
    """What the outgoing server says. Raises `CannotUnseal`."""
    url = keyring().unseal(row.sealed_url, context=CONTEXT) if row.sealed_url else ""
    return OutgoingDefinition(
        url=with_password(url, ""),
        has_password=bool(url and read_smtp_url(url).password),
        hourly_limit=row.hourly_limit,
        account_id=row.account_id,
    )


def with_password(url: str, password: str) -> str:
    """The same address with this password in place of its own; with an empty one, without any."""
    parts = urlsplit(url)
    who, at, host = parts.netloc.rpartition("@")
    secret = f":{quote(password, safe='')}" if password else ""
    return parts._replace(netloc=f"{who.partition(':')[0]}{secret}{at}{host}").geturl()
