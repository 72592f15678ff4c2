"""What protects one's account beyond the password: the second step and passkeys."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from tuki.desk.signin.account import account_page, done
from tuki.desk.signin.doors import json_body, show
from tuki.desk.signin.entering import challenge_of, keep_challenge
from tuki.desk.signin.proving import proven
from tuki.kernel.refusals import NotFound, Refusal
from tuki.people.signin.passkeys import (
    CHALLENGE_LASTS,
    add_passkey,
    are_possible,
    registration_challenge,
    remove_passkey,
)
from tuki.people.signin.second_step import (
    begin_totp,
    confirm_totp,
    insist_second_step,
    make_recovery_codes,
    remove_second_step,
    waiting_totp,
)
from tuki.people.signin.sessions import end_other_sessions
from tuki.ui.access import SignedInRequest, open_to


@open_to("signed-in", methods=("POST",))
@proven
def second_step_begin(request: SignedInRequest) -> HttpResponse:
    """Makes a secret and goes to the page that shows it."""
    begin_totp(request.actor)
    return HttpResponseRedirect(reverse("second-step-setup"))


@open_to("signed-in", methods=("GET", "POST"))
@proven
def second_step_setup(request: SignedInRequest) -> HttpResponse:
    """Shows the secret as a QR code; the first code from the app puts it in force and signs other browsers out."""
    waiting = waiting_totp(request.actor)
    if waiting is None:
        return HttpResponseRedirect(reverse("account"))
    context = {"secret": waiting.secret, "qr": _qr_code(waiting.address)}
    if request.method != "POST":
        return show(request, "second_step_setup", context)
    try:
        codes = confirm_totp(request.actor, request.POST.get("code", "")[:20])
    except Refusal as refusal:
        return show(request, "second_step_setup", context, refusal=refusal)
    end_other_sessions(request.actor, except_id=request.session_id)
    return show(request, "recovery_codes", {"codes": codes, "is_first": True})


@open_to("signed-in", methods=("POST",))
def second_step_off(request: SignedInRequest) -> HttpResponse:
    """Takes the second step off, with a code of it."""
    try:
        remove_second_step(request.actor, request.POST.get("code", "")[:60])
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="second-step")
    end_other_sessions(request.actor, except_id=request.session_id)
    return done("no-second-step")


@open_to("signed-in", methods=("POST",))
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """New recovery codes, with a code of the second step; those from before no longer work."""
    try:
        insist_second_step(request.actor, request.POST.get("code", "")[:60])
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="second-step")
    return show(request, "recovery_codes", {"codes": make_recovery_codes(request.actor), "is_first": False})


@open_to("signed-in", methods=("POST",))
@proven
def new_passkey_challenge(request: SignedInRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    if not are_possible():
        raise NotFound()
    options, state = registration_challenge(request.actor)
    response = JsonResponse({"options": options})
    keep_challenge(response, state, CHALLENGE_LASTS)
    return response


@open_to("signed-in", methods=("POST",))
@proven
def new_passkey(request: SignedInRequest) -> HttpResponse:
    """Keeps the passkey that the browser has made; tells the script where to go."""
    body = json_body(request)
    name = str(body.get("name", ""))
    add_passkey(request.actor, state=challenge_of(request), answer=body["answer"], name=name)
    return JsonResponse({"next": done("passkey").url})


@open_to("signed-in", methods=("POST",))
def passkey_removal(request: SignedInRequest, passkey_id: int) -> HttpResponse:
    """The passkey no longer works."""
    remove_passkey(request.actor, passkey_id)
    return done("no-passkey")


def _qr_code(address: str) -> str:
    """An image as a `data:` address."""
    import segno  # 5 MB

    return segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff")
