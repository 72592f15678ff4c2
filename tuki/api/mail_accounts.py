"""Accounts at mail providers into which the desk signs in by OAuth 2.0. Secrets go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Id, Input, Items, Page, after_id, cut
from tuki.channels.email.accounts.consent import redirect_uri
from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import add_mail_account, change_mail_account, remove_mail_account
from tuki.channels.email.models import MailAccount
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

routes = Routes("mailboxes")
READ, WRITE = "settings:read", "settings:write"
Provider = Literal["microsoft", "google", "other"]
Short = Annotated[str, Meta(max_length=120)]
Url = Annotated[str, Meta(max_length=500)]
Secret = Annotated[str, Meta(max_length=4000)]
_PLAIN = ("name", "provider", "tenant", "client_id", "authorize_url", "token_url", "scope")


class MailAccountShape(msgspec.Struct):
    """A mail account. It works when it `is_granted` and nothing fails; `failure` is a code with the provider's words.
    `redirect_uri` has to be registered with the provider."""

    id: int
    name: str
    provider: str
    tenant: str
    client_id: str
    authorize_url: str
    token_url: str
    scope: str
    is_granted: bool
    granted_at: datetime | None
    failing_since: datetime | None
    failure: str
    redirect_uri: str


class NewMailAccount(Input):
    """Addresses and scope are needed for `other` only. With a `refresh_token` of elsewhere it works at once; without
    one an administrator consents on the account's page."""

    name: Short
    provider: Provider
    client_id: Annotated[str, Meta(min_length=1, max_length=254)]
    client_secret: Secret = ""
    refresh_token: Secret = ""
    tenant: Short = ""
    authorize_url: Url = ""
    token_url: Url = ""
    scope: Annotated[str, Meta(max_length=1000)] = ""


class MailAccountChange(Input):
    """Only what is named changes."""

    name: Short | UnsetType = UNSET
    provider: Provider | UnsetType = UNSET
    client_id: Annotated[str, Meta(min_length=1, max_length=254)] | UnsetType = UNSET
    client_secret: Secret | UnsetType = UNSET
    refresh_token: Secret | UnsetType = UNSET
    tenant: Short | UnsetType = UNSET
    authorize_url: Url | UnsetType = UNSET
    token_url: Url | UnsetType = UNSET
    scope: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET


@routes.get("/mail-accounts", scope=READ, query=Page, answer=Items[MailAccountShape])
def list_mail_accounts(actor: Actor, query: Page) -> Items[MailAccountShape]:
    """Every mail account. One query."""
    insist_holds(actor, SETTINGS)
    rows = MailAccount.objects.filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1].id) if has_more else None)


@routes.get("/mail-accounts/{row:id}", scope=READ, answer=MailAccountShape)
def show_mail_account(actor: Actor, id: int) -> MailAccountShape:
    """One mail account."""
    return _shape(_row(actor, id))


@routes.post("/mail-accounts", scope=WRITE, body=NewMailAccount, answer=MailAccountShape, status=201)
def add_new_mail_account(actor: Actor, body: NewMailAccount) -> MailAccountShape:
    """One more mail account."""
    return _shape(add_mail_account(actor, details=AccountDetails(**msgspec.structs.asdict(body))))


@routes.patch("/mail-accounts/{row:id}", scope=WRITE, body=MailAccountChange, answer=MailAccountShape)
def change_one_mail_account(actor: Actor, body: MailAccountChange, id: int) -> MailAccountShape:
    """Changes what is named."""
    row = _row(actor, id)
    named = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    kept = {name: getattr(row, name) for name in _PLAIN}
    return _shape(change_mail_account(actor, id, details=AccountDetails(**kept | named)))


@routes.delete("/mail-accounts/{row:id}", scope=WRITE)
def remove_one_mail_account(actor: Actor, id: int) -> None:
    """The desk forgets the account with its tokens; refused while it is in use."""
    remove_mail_account(actor, id)


def _row(actor: Actor, account_id: Id) -> MailAccount:
    insist_holds(actor, SETTINGS)
    row = MailAccount.objects.filter(pk=account_id).first()
    if row is None:
        raise NotFound()
    return row


def _shape(row: MailAccount) -> MailAccountShape:
    return MailAccountShape(
        id=row.id, is_granted=bool(row.sealed_refresh_token), granted_at=row.granted_at,
        failing_since=row.failing_since, failure=row.failure, redirect_uri=redirect_uri(),
        **{name: getattr(row, name) for name in _PLAIN},
    )  # fmt: skip
