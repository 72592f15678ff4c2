"""Mailboxes, the outgoing server and texts of a file."""

from __future__ import annotations

import msgspec

from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import add_mail_account, change_mail_account
from tuki.channels.email.commands.mailbox import add_mailbox, change_mailbox, pause_mailbox, resume_mailbox
from tuki.channels.email.mailboxes.address import after_text, read_mailbox_url
from tuki.channels.email.models import MailAccount, Mailbox, OutgoingServer
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.channels.email.outgoing.commands.templates import set_template
from tuki.channels.email.outgoing.server import CONTEXT, HOURLY_LIMIT, read_smtp_url
from tuki.kernel.actors import Actor
from tuki.kernel.secrets import keyring
from tuki.setup.commands.applied_desk import brand_named, department_named
from tuki.setup.reading import Item


def mail_account(actor: Actor, item: Item) -> None:
    """One `[[mail_account]]`, known by its name; without secrets the kept ones stay."""
    row = MailAccount.objects.filter(name=item.values["name"]).first()
    if row is None:
        add_mail_account(actor, details=AccountDetails(**item.values))
        return
    kept = {name: getattr(row, name) for name in ("tenant", "authorize_url", "token_url", "scope")}
    change_mail_account(actor, row.id, details=AccountDetails(**kept | item.values))


def mailbox(actor: Actor, item: Item) -> None:
    """One `[[mailbox]]`, known by server, login and folder; without a password or account the kept one stays."""
    address = read_mailbox_url(item.values["imap"])
    department_id = department_named(item.values["department"])
    same = {"host": address.host, "port": address.port, "login": address.login, "folder": address.folder}
    row = Mailbox.objects.filter(**same).first()
    kept_account = row.account_id if row and not address.password else None
    address = msgspec.structs.replace(address, account_id=_account(item, kept_account))
    if row is None:
        after = item.get("after", "keep")
        row = add_mailbox(actor, department_id=department_id, address=address, after=after)
    else:
        after = item.get("after", after_text(row))
        change_mailbox(actor, row.id, department_id=department_id, address=address, after=after)
    if "active" in item.values:
        (resume_mailbox if item.values["active"] else pause_mailbox)(actor, row.id)


def outgoing(actor: Actor, item: Item) -> None:
    """The `[outgoing]` table; without `smtp`, `hourly_limit` or `account` those stay as they are."""
    row = OutgoingServer.objects.first()
    url = keyring().unseal(row.sealed_url, context=CONTEXT) if row and row.sealed_url else ""
    limit = row.hourly_limit if row else HOURLY_LIMIT
    url = item.get("smtp", url)
    kept_account = row.account_id if row and url and not read_smtp_url(url).password else None
    account_id = _account(item, kept_account)
    set_outgoing_server(actor, url=url, hourly_limit=item.get("hourly_limit", limit), account_id=account_id)


def template(actor: Actor, item: Item) -> None:
    """One `[[template]]`."""
    set_template(
        actor,
        code=item.values["code"],
        language=item.values["language"],
        subject=item.values["subject"],
        body=item.values["body"],
        is_active=item.get("active", True),
        brand_id=brand_named(item.values["brand"]) if "brand" in item.values else None,
    )


def _account(item: Item, kept: int | None) -> int | None:
    """The id of the mail account that an item names; an empty name is none."""
    if "account" not in item.values:
        return kept
    return next(iter(MailAccount.objects.filter(name=item.values["account"]).values_list("id", flat=True)), None)
