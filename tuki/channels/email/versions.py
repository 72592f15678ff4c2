"""Versions of mail texts, mail accounts, mailboxes and the outgoing server, and the way back; never a secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import change_mail_account
from tuki.channels.email.commands.mailbox import change_mailbox, pause_mailbox, resume_mailbox
from tuki.channels.email.definitions import (
    MAIL_ACCOUNT,
    MAIL_TEXT,
    MAILBOX,
    OUTGOING,
    MailAccountDefinition,
    MailboxDefinition,
    MailTextDefinition,
    OutgoingDefinition,
    mail_account_definition,
    mail_text_definition,
    mailbox_definition,
    outgoing_definition,
    with_password,
)
from tuki.channels.email.mailboxes.address import MailboxAddress
from tuki.channels.email.models import MailAccount, Mailbox, MailTemplate, OutgoingServer
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.channels.email.outgoing.commands.templates import reset_template, set_template
from tuki.channels.email.outgoing.server import CONTEXT, read_smtp_url
from tuki.channels.email.outgoing.wording import text_titles
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.kernel.secrets import CannotUnseal, keyring
from tuki.kernel.telling import names_of_kind
from tuki.kernel.versions import row_of, rows_present, versioned
from tuki.people.permissions import SETTINGS

_NAMES = {
    "name": _("Name"),
    "provider": _("Provider"),
    "tenant": _("Directory (tenant) of Microsoft 365"),
    "client_id": _("Client id"),
    "authorize_url": _("Address for the sign-in"),
    "token_url": _("Address for tokens"),
    "scope": _("Scope"),
    "department_id": _("Department"),
    "host": _("Server"),
    "port": _("Port"),
    "security": _("Encryption"),
    "login": _("Login"),
    "folder": _("Folder"),
    "account_id": _("Mail account"),
    "after": _("After fetching"),
    "is_active": _("In use"),
    "url": _("Server"),
    "has_password": _("Password"),
    "hourly_limit": _("Most mails in an hour"),
}


def _outgoing_present(known: Collection[int]) -> Mapping[int, Any]:
    """Nothing, where the desk's key no longer opens the address: then somebody has to set it anew."""
    try:
        return {row.pk: outgoing_definition(row) for row in OutgoingServer.objects.exclude(pk__in=known)}
    except CannotUnseal:
        return {}


@versioned(
    MAIL_TEXT,
    type=MailTextDefinition,
    label=_("Mail text"),
    permission=SETTINGS,
    titles=text_titles,
    words={
        "subject": _("Subject"),
        "body": _("Text"),
        "is_active": _("Is sent"),
        "is_builtin": _("As built in"),
    },
    present=rows_present(MailTemplate, mail_text_definition),
)
def restore_mail_text(actor: Actor, object_id: int, said: MailTextDefinition) -> None:
    """The text says again what it said; where that was the built-in one, the one of this release."""
    row = row_of(MailTemplate, object_id)
    place: dict[str, Any] = {"code": row.code, "language": row.language, "brand_id": row.brand_id}
    if said.is_builtin:
        reset_template(actor, **place)
    else:
        set_template(actor, **place, subject=said.subject, body=said.body, is_active=said.is_active)


@versioned(
    MAIL_ACCOUNT,
    type=MailAccountDefinition,
    label=_("Mail account"),
    permission=SETTINGS,
    titles=lambda ids: names_of_kind("mail_account", ids),
    words=_NAMES,
    present=rows_present(MailAccount, mail_account_definition),
)
def restore_mail_account(actor: Actor, object_id: int, said: MailAccountDefinition) -> None:
    """The account is as it was, with the secret that it has now; `client_secret_needed` for another token address."""
    change_mail_account(actor, object_id, details=AccountDetails(**msgspec.structs.asdict(said)))


@versioned(
    MAILBOX,
    type=MailboxDefinition,
    label=_("Mailbox"),
    permission=SETTINGS,
    titles=lambda ids: names_of_kind("mailbox", ids),
    words=_NAMES,
    refs={"department_id": "department", "account_id": "mail_account"},
    present=rows_present(Mailbox, mailbox_definition),
)
def restore_mailbox(actor: Actor, object_id: int, said: MailboxDefinition) -> None:
    """The mailbox is as it was, with the password that it has now; `mailbox_password_needed` for another server."""
    address = MailboxAddress(
        host=said.host,
        port=said.port,
        security=said.security,
        login=said.login,
        folder=said.folder,
        account_id=said.account_id,
    )
    change_mailbox(actor, object_id, department_id=said.department_id, address=address, after=said.after)
    (resume_mailbox if said.is_active else pause_mailbox)(actor, object_id)


@versioned(
    OUTGOING,
    type=OutgoingDefinition,
    label=_("Outgoing mail"),
    permission=SETTINGS,
    titles=lambda ids: dict.fromkeys(ids, ""),
    words=_NAMES,
    refs={"account_id": "mail_account"},
    present=_outgoing_present,
)
def restore_outgoing(actor: Actor, object_id: int, said: OutgoingDefinition) -> None:
    """Mail leaves as it did. Refuses `outgoing_password_needed` where that server had a password and the desk now
    signs in elsewhere: it is kept nowhere but with the server in force."""
    row = row_of(OutgoingServer, object_id)
    url = said.url
    if said.has_password:
        kept = keyring().unseal(row.sealed_url, context=CONTEXT) if row.sealed_url else ""
        if with_password(kept, "") != url or not read_smtp_url(kept).password:
            raise Refused("outgoing_password_needed")
        url = kept
    set_outgoing_server(actor, url=url, hourly_limit=said.hourly_limit, account_id=said.account_id)
