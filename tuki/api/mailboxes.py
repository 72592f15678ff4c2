"""Mailboxes: where mail is fetched from, and how it goes. Passwords go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.naming import any_department
from tuki.api.routes import Routes
from tuki.api.shapes import Id, Input, Items, Name, Page, after_id, cut
from tuki.channels.email.commands.mailbox import (
    add_mailbox,
    change_mailbox,
    pause_mailbox,
    remove_mailbox,
    resume_mailbox,
)
from tuki.channels.email.mailboxes.address import MailboxAddress, address_of, after_text, read_mailbox_url
from tuki.channels.email.models import Mailbox
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

routes = Routes("mailboxes")
READ, WRITE = "settings:read", "settings:write"
Imap = Annotated[str, Meta(max_length=1000)]
After = Annotated[str, Meta(max_length=210)]


class MailboxShape(msgspec.Struct):
    """A mailbox; `imap` is its address without the password. `failure` is a code with the server's words."""

    id: int
    department: int
    imap: str
    account: int | None
    after: str
    is_active: bool
    checked_at: datetime | None
    worked_at: datetime | None
    failing_since: datetime | None
    failure: str


class NewMailbox(Input):
    """`imap`: `imaps://login:password@host:993/INBOX`; with an `account` it has no password. `after`: keep, delete or
    move:FOLDER."""

    department: Id | Name
    imap: Imap
    account: Id | None = None
    after: After = "keep"


class MailboxChange(Input):
    """Only what is named changes; an address without a password keeps the one that is there, on the same server."""

    department: Id | Name | UnsetType = UNSET
    imap: Imap | UnsetType = UNSET
    account: Id | UnsetType | None = UNSET
    after: After | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@routes.get("/mailboxes", scope=READ, query=Page, answer=Items[MailboxShape])
def list_mailboxes(actor: Actor, query: Page) -> Items[MailboxShape]:
    """Every mailbox. One query."""
    insist_holds(actor, SETTINGS)
    rows = Mailbox.objects.filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1].id) if has_more else None)


@routes.get("/mailboxes/{row:id}", scope=READ, answer=MailboxShape)
def show_mailbox(actor: Actor, id: int) -> MailboxShape:
    """One mailbox."""
    return _shape(_row(actor, id))


@routes.post("/mailboxes", scope=WRITE, body=NewMailbox, answer=MailboxShape, status=201)
def add_new_mailbox(actor: Actor, body: NewMailbox) -> MailboxShape:
    """Mail is fetched from one more folder."""
    insist_holds(actor, SETTINGS)
    address = msgspec.structs.replace(read_mailbox_url(body.imap), account_id=body.account)
    return _shape(add_mailbox(actor, department_id=any_department(body.department), address=address, after=body.after))


@routes.patch("/mailboxes/{row:id}", scope=WRITE, body=MailboxChange, answer=MailboxShape)
def change_one_mailbox(actor: Actor, body: MailboxChange, id: int) -> MailboxShape:
    """Changes what is named."""
    row = _row(actor, id)
    values: dict[str, Any] = {"department_id": row.department_id, "after": after_text(row)}
    if body.department is not UNSET:
        values["department_id"] = any_department(body.department)
    if body.after is not UNSET:
        values["after"] = body.after
    change_mailbox(actor, id, address=_address(row, body), **values)
    if body.is_active is not UNSET:
        (resume_mailbox if body.is_active else pause_mailbox)(actor, id)
    return _shape(_row(actor, id))


@routes.delete("/mailboxes/{row:id}", scope=WRITE)
def remove_one_mailbox(actor: Actor, id: int) -> None:
    """The desk forgets the mailbox; its mails stay."""
    remove_mailbox(actor, id)


def _address(row: Mailbox, body: MailboxChange) -> MailboxAddress:
    """A password in the address takes the account's place, unless one is named too."""
    address = address_of(row) if body.imap is UNSET else read_mailbox_url(body.imap)
    kept = None if address.password else row.account_id
    account_id = kept if body.account is UNSET else body.account
    return msgspec.structs.replace(address, account_id=account_id)


def _row(actor: Actor, mailbox_id: Id) -> Mailbox:
    insist_holds(actor, SETTINGS)
    row = Mailbox.objects.filter(pk=mailbox_id).first()
    if row is None:
        raise NotFound()
    return row


def _shape(row: Mailbox) -> MailboxShape:
    return MailboxShape(
        row.id, row.department_id, address_of(row).shown, row.account_id, after_text(row), row.is_active,
        row.checked_at, row.worked_at, row.failing_since, row.failure,
    )  # fmt: skip
