"""The consent of a mail account's owner: out to the provider, and back with a code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.channels.email.accounts.consent import (
    CONSENT_LASTS,
    account_of_consent,
    begin_consent,
    finish_consent,
)
from tuki.channels.email.fetching.trouble import Trouble
from tuki.channels.email.fetching.wording import told_failure
from tuki.desk.settings.forms import errors_of
from tuki.desk.settings.mail_accounts import account_of, show_account
from tuki.desk.settings.pages import go, settings_page
from tuki.desk.signin.doors import private
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Refusal
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to

COOKIE = "tuki-mail-consent"
LONGEST = 4000


@open_to("staff", permission=SETTINGS)
def consent(request: SignedInRequest, account_id: int) -> HttpResponse:
    """On to the provider. A link and no form: the content-security policy lets no form lead elsewhere. Writes nothing
    but what the browser keeps."""
    url, kept = begin_consent(request.actor, account_id, session_id=request.session_id)
    response = HttpResponseRedirect(url)
    response.headers["Referrer-Policy"] = "no-referrer"
    _keep(response, kept, max_age=int(CONSENT_LASTS.total_seconds()))
    return response


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def callback(request: SignedInRequest) -> HttpResponse:
    """Back from the provider: GET shows what it said, and only the button trades the code for tokens (F173)."""
    given = request.POST if request.method == "POST" else request.GET
    kept, state, code = request.COOKIES.get(COOKIE, "")[:LONGEST], given.get("state", ""), given.get("code", "")
    account = account_of(account_of_consent(kept, session_id=request.session_id, state=state[:200]))
    said = plain_line(given.get("error_description", "") or given.get("error", ""), 300)
    if request.method != "POST" or said:
        context = {"account": account, "state": state, "code": code[:LONGEST], "said": said}
        return private(settings_page(request, "consent", context, status=422 if said else 200))
    try:
        finish_consent(request.actor, kept, session_id=request.session_id, state=state, code=code[:LONGEST])
    except Trouble as trouble:
        return private(show_account(request, account, errors={"form": told_failure(trouble.failure)}, status=422))
    except Refusal as refusal:
        return private(show_account(request, account, errors=errors_of(refusal), status=refusal.status))
    response = go("mail-account", account.id, done="connected")
    _keep(response, "", max_age=0)
    return response


def _keep(response: HttpResponse, kept: str, *, max_age: int) -> None:
    response.set_cookie(
        COOKIE, kept, max_age=max_age, path=reverse("desk:mail-accounts"), secure=settings.IS_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
