"""Outgoing mail: the server, a test, the stop and its release, and mails that are in trouble."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tuki.channels.email.definitions import OUTGOING
from tuki.channels.email.mailboxes.trying import try_outgoing
from tuki.channels.email.models import OutgoingMail, OutgoingState
from tuki.channels.email.outgoing.commands.outbox import (
    cancel_outgoing,
    hold_outgoing,
    release_outgoing,
    retry_outgoing,
)
from tuki.channels.email.outgoing.commands.server import send_test_mail, set_outgoing_server
from tuki.channels.email.outgoing.server import BY_LIMIT, HOURLY_LIMIT, current_server
from tuki.desk.settings.forms import Errors, errors_of, number, posted
from tuki.desk.settings.mail_forms import SERVER_FIELDS, account_given, accounts_offered, server_kept, server_url
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, Refusal
from tuki.kernel.versions import has_versions
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to

TROUBLED = (OutgoingState.FAILED, OutgoingState.PARTLY, OutgoingState.HELD)
PAGE = 50
SAVE_UNTESTED = "untested"


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def server(request: SignedInRequest) -> HttpResponse:
    """The server and its limit; below it mails that did not leave: `?before=`."""
    if request.method != "POST":
        return _page(request)
    given = posted(request, SERVER_FIELDS)
    try:
        limit = number(request.POST.get("hourly_limit", "") or str(HOURLY_LIMIT))
        if limit is None:
            raise Invalid("invalid", field="hourly_limit")
        url, account_id = _url(request, given), account_given(given["smtp_account"])
        if url and request.POST.get("way") != SAVE_UNTESTED:
            try_outgoing(request.actor, url, account_id=account_id)
        set_outgoing_server(request.actor, url=url, hourly_limit=limit, account_id=account_id)
    except Refusal as refusal:
        return _page(request, given, _named(errors_of(refusal)), status=refusal.status)
    return go("outgoing")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def test(request: SignedInRequest) -> HttpResponse:
    """Sends a mail that shows whether sending works."""
    to = request.POST.get("to", "")
    try:
        send_test_mail(request.actor, to=to, language=request.signed_in.language or "en")
    except Refusal as refusal:
        return _page(request, None, errors_of(refusal), status=refusal.status, to=to)
    return go("outgoing", done="test-sent")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def stop(request: SignedInRequest) -> HttpResponse:
    """Nothing leaves until it is released."""
    hold_outgoing(request.actor, reason=request.POST.get("reason", "") or request.person_name)
    return go("outgoing", done="stopped")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def release(request: SignedInRequest) -> HttpResponse:
    """Mail leaves again."""
    release_outgoing(request.actor)
    return go("outgoing", done="released")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def retry(request: SignedInRequest, outgoing_id: int) -> HttpResponse:
    """A mail is tried again for those who did not get it."""
    retry_outgoing(request.actor, outgoing_id)
    return go("outgoing", done="retried")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def cancellation(request: SignedInRequest, outgoing_id: int) -> HttpResponse:
    """A mail that is held never leaves."""
    cancel_outgoing(request.actor, outgoing_id)
    return go("outgoing", done="cancelled")


def _page(
    request: SignedInRequest,
    given: dict[str, str] | None = None,
    errors: Errors | None = None,
    *,
    status: int = 200,
    to: str = "",
) -> HttpResponse:
    present = current_server()
    rows, following = _troubled(number(request.GET.get("before", "")))
    context: dict[str, Any] = {
        "given": given or server_kept(present),
        "hourly_limit": request.POST.get("hourly_limit") or (present.hourly_limit if present else HOURLY_LIMIT),
        "present": present,
        "is_by_limit": bool(present and present.pause_reason == BY_LIMIT),
        "accounts": accounts_offered(),
        "has_password": bool(present and present.parsed.password),
        "versions_of": OUTGOING,
        "has_versions": has_versions(OUTGOING, 1),
        "to": to or request.signed_in.email,
        "rows": rows,
        "following": following,
        "waiting": OutgoingMail.objects.filter(state=OutgoingState.WAITING).count(),
    }
    return settings_page(request, "outgoing", context, errors=errors, status=status)


def _url(request: SignedInRequest, given: dict[str, str]) -> str:
    """The address of the form; empty means the server of the environment."""
    if not given["smtp_host"]:
        return ""
    return server_url(given, current_server(), request.POST.get("smtp_password", ""))


def _troubled(before: int | None) -> tuple[list[dict[str, Any]], int | None]:
    """Mails that failed or are held, the latest first, and where the next page begins. One query."""
    found = OutgoingMail.objects.filter(state__in=TROUBLED)
    if before is not None:
        found = found.filter(id__lt=before)
    fields = ("id", "kind", "state", "error", "recipients", "subject", "created_at", "ticket__reference")
    rows = list(found.order_by("-id").values(*fields)[: PAGE + 1])
    for row in rows:
        row["to"] = [address for address, state in row["recipients"].items() if state != "sent"]
    return rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None


def _named(errors: Errors) -> Errors:
    """Refusals name the commands' fields; these are the form's."""
    names = {"host": "smtp_host", "url": "smtp_host", "port": "smtp_port", "login": "smtp_login",
             "account": "smtp_account"}  # fmt: skip
    return {names.get(name, name): words for name, words in errors.items()}
