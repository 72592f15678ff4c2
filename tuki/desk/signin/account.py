"""One's own account: profile, password, sessions, tokens for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tuki.desk.signin.browsers import browser_words
from tuki.desk.signin.doors import show
from tuki.desk.signin.entering import signed_in
from tuki.desk.signin.occasions import shown_notifications
from tuki.desk.signin.proving import proven
from tuki.kernel import clock
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Refusal
from tuki.people.commands.persons import change_person, set_password
from tuki.people.models import Person, Session
from tuki.people.queries import person_for
from tuki.people.signin.passkeys import are_possible, own_passkeys
from tuki.people.signin.passwords import insist_own_password
from tuki.people.signin.proving import has_fresh_proof
from tuki.people.signin.scopes import SCOPES
from tuki.people.signin.second_step import has_second_step, recovery_codes_left
from tuki.people.signin.sessions import end_other_sessions, end_session, own_sessions
from tuki.people.signin.tokens import make_token, own_tokens, revoke_token
from tuki.ui.access import SignedInRequest, home_of, open_to

LONGEST_SIGNATURE = 4000
# What the account page says after a form of it was carried out.
DONE: dict[str, Promise] = {
    "profile": _("Your profile was saved."),
    "password": _("The new password holds from now on. All other browsers were signed out."),
    "notifications": _("Your choice of notifications was saved."),
    "session": _("The session ended."),
    "sessions": _("All other browsers were signed out."),
    "passkey": _("You can sign in with this passkey from now on."),
    "no-passkey": _("The passkey no longer works."),
    "no-second-step": _("The second step is off."),
    "no-token": _("The token no longer works."),
}
WAYS: dict[str, Promise] = {
    "password": _("by password"),
    "code": _("by password and code"),
    "passkey": _("by passkey"),
    "link": _("by a link from a mail"),
}
EXPIRIES = (30, 90, 365)


@open_to("signed-in", methods=("GET", "POST"))
def account(request: SignedInRequest) -> HttpResponse:
    """The page of one's own account; POST saves the profile."""
    if request.method != "POST":
        return account_page(request)
    values = {
        "name": request.POST.get("name", ""),
        "language": _listed(request.POST.get("language", ""), dict(settings.LANGUAGES)),
        "time_zone": _listed(request.POST.get("time_zone", ""), available_timezones()),
        "signature": request.POST.get("signature", "")[:LONGEST_SIGNATURE],
    }
    try:
        change_person(request.actor, request.actor.id or 0, **values)
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="profile")
    return done("profile")


@open_to("signed-in", methods=("POST",))
def password(request: SignedInRequest) -> HttpResponse:
    """A new password: the old one is repeated where there is one, else who sits there proves it in another way. This
    browser gets a new session, others end."""
    person = own_person(request)
    return _with_old_password(request, person) if person.password else _first_password(request)


@proven
def _first_password(request: SignedInRequest) -> HttpResponse:
    return _new_password(request, own_person(request))


def _with_old_password(request: SignedInRequest, person: Person) -> HttpResponse:
    try:
        insist_own_password(person, request.POST.get("old_password", ""))
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="password")
    return _new_password(request, person)


def _new_password(request: SignedInRequest, person: Person) -> HttpResponse:
    try:
        set_password(request.actor, person.id, password=request.POST.get("password", ""))
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="password")
    # Same way as before: the sign-in itself is not repeated.
    return signed_in(request, own_person(request), way="password", response=done("password"))  # type: ignore[arg-type]  # a view of Request takes both


@open_to("signed-in", methods=("POST",))
def session_end(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Signs one of one's browsers out."""
    end_session(request.actor, session_id)
    return done("session")


@open_to("signed-in", methods=("POST",))
def other_sessions_end(request: SignedInRequest) -> HttpResponse:
    """Signs all browsers out but this one."""
    end_other_sessions(request.actor, except_id=request.session_id)
    return done("sessions")


@open_to("signed-in", methods=("POST",))
@proven
def tokens(request: SignedInRequest) -> HttpResponse:
    """Makes a token for a program and shows its value, this once."""
    days = whole_number(request.POST.get("days", ""))
    expires_at = clock.now() + timedelta(days=days) if days in EXPIRIES else None
    try:
        value = make_token(
            request.actor,
            request.actor.id or 0,
            name=request.POST.get("token_name", ""),
            scopes=request.POST.getlist("scopes"),
            expires_at=expires_at,
        )
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="token")
    return show(request, "token_made", {"value": value, "home_url": home_of(request.actor)})


@open_to("signed-in", methods=("POST",))
def token_revocation(request: SignedInRequest, token_id: int) -> HttpResponse:
    """The token no longer works."""
    revoke_token(request.actor, token_id)
    return done("no-token")


def account_page(request: SignedInRequest, *, refusal: Refusal | None = None, where: str = "") -> HttpResponse:
    """The account page; a refusal stands in the part of the page that it is about."""
    actor, person = request.actor, own_person(request)
    context: dict[str, Any] = {
        "home_url": home_of(actor),
        "person": person,
        "is_staff": actor.is_staff,
        "languages": settings.LANGUAGES,
        "zones": [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        "done": DONE.get(request.GET.get("done", "")),
        "where": where,
        "posted": request.POST if refusal else {},
        "notifications": shown_notifications(person.id) if actor.is_staff else None,
        "is_proven": has_fresh_proof(request.session_id),
        "second_step": has_second_step(person.id),
        "codes_left": recovery_codes_left(actor),
        "passkeys_possible": are_possible(),
        "passkeys": own_passkeys(actor),
        "sessions": [_session_row(row, request.session_id) for row in own_sessions(actor)],
        "tokens": own_tokens(actor),
        "scopes": list(SCOPES.items()),
        "expiries": [(days, _days(days)) for days in EXPIRIES],
    }
    return show(request, "account", context, refusal=refusal)


def done(what: str) -> HttpResponseRedirect:
    """Back to the account page, which says what was done."""
    return HttpResponseRedirect(f"{reverse('account')}?done={what}")


def own_person(request: SignedInRequest) -> Person:
    """The row of who asks."""
    return person_for(request.actor, request.actor.id or 0)


def _session_row(row: Session, present_id: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "is_here": row.pk == present_id,
        "browser": browser_words(row.browser),
        "network": row.network,
        "way": WAYS.get(row.way, row.way),
        "seen_at": row.seen_at,
        "created_at": row.created_at,
    }


def _days(count: int) -> str:
    return ngettext("in %(count)s day", "in %(count)s days", count) % {"count": count}


def _listed(value: str, known: Any) -> str:
    """The value when it is one of those offered, else empty: the desk's own choice."""
    return value if value in known else ""
