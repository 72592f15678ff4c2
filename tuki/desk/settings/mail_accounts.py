"""Mail accounts: the list with their state, adding, changing, removing. The consent has a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tuki.channels.email.accounts.consent import redirect_uri
from tuki.channels.email.accounts.providers import OTHER, PROVIDERS, AccountDetails
from tuki.channels.email.commands.account import add_mail_account, change_mail_account, remove_mail_account
from tuki.channels.email.definitions import MAIL_ACCOUNT
from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.models import MailAccount
from tuki.desk.settings.forms import Errors, errors_of, posted
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to

FIELDS = ("name", "provider", "tenant", "client_id", "authorize_url", "token_url", "scope")


@open_to("staff", permission=SETTINGS)
def accounts(request: SignedInRequest) -> HttpResponse:
    """Every account, and whether it lets the desk in. One query."""
    found = MailAccount.objects.order_by("name")
    return settings_page(request, "mail_accounts", {"rows": [state_of(each) for each in found]})


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more account; its consent is the next step."""
    return _handled(request, None)


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def change(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Its state, the way to its consent, and other details."""
    return _handled(request, account_of(account_id))


@open_to("staff", permission=SETTINGS, methods=("POST",))
def removal(request: SignedInRequest, account_id: int) -> HttpResponse:
    """The desk forgets the account with its tokens."""
    row = account_of(account_id)
    try:
        remove_mail_account(request.actor, account_id)
    except Refusal as refusal:
        return show_account(request, row, errors=errors_of(refusal), status=refusal.status)
    return go("mail-accounts", done="removed")


def account_of(account_id: int) -> MailAccount:
    """The account; refuses `not_found`."""
    row = MailAccount.objects.filter(pk=account_id).first()
    if row is None:
        raise NotFound()
    return row


def state_of(row: MailAccount) -> dict[str, Any]:
    """How it stands with an account, as pages show it."""
    return {
        "id": row.id,
        "name": row.name,
        "provider": _provider_name(row.provider),
        "is_granted": bool(row.sealed_refresh_token),
        "granted_at": row.granted_at,
        "failing_since": row.failing_since,
        "failure": told_failure(row.failure),
    }


def show_account(
    request: SignedInRequest,
    row: MailAccount | None,
    *,
    given: dict[str, str] | None = None,
    errors: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an account, or of a new one."""
    context: dict[str, Any] = {
        "account": state_of(row) if row else None,
        "title": row.name if row else _("New mail account"),
        "given": given or posted(request, FIELDS, row),
        "has_secret": bool(row and row.sealed_client_secret),
        "providers": [(code, _provider_name(code)) for code in PROVIDERS],
        "versions_of": MAIL_ACCOUNT,
        "redirect_uri": redirect_uri(),
    }
    return settings_page(request, "mail_account", context, errors=errors, status=status)


def _handled(request: SignedInRequest, row: MailAccount | None) -> HttpResponse:
    given = posted(request, FIELDS, row)
    if request.method != "POST":
        given["provider"] = given["provider"] or "microsoft"
        return show_account(request, row, given=given)
    details = AccountDetails(client_secret=request.POST.get("client_secret", "").strip(), **given)
    try:
        if row is None:
            row = add_mail_account(request.actor, details=details)
        else:
            change_mail_account(request.actor, row.id, details=details)
    except Refusal as refusal:
        return show_account(request, row, given=given, errors=errors_of(refusal), status=refusal.status)
    return go("mail-account", row.id)


def _provider_name(code: str) -> str:
    return _("Another provider") if code == OTHER else PROVIDERS[code].name
