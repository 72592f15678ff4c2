"""The pages that let in: password, second step, passkey, one-time link; and the way out."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tuki.desk.signin.entering import (
    actor_for,
    challenge_of,
    destination,
    device_of,
    enter,
    half_done,
    keep_challenge,
    own_path,
    signed_in,
    signed_out,
)
from tuki.kernel.actors import channel
from tuki.kernel.refusals import Invalid, NotFound, Refusal, Refused, TooMany
from tuki.people.queries import main_brand
from tuki.people.signin.links import SIGN_IN, ask_for_link, open_link, use_link
from tuki.people.signin.network import client_address
from tuki.people.signin.passkeys import CHALLENGE_LASTS, are_possible, person_with_passkey, sign_in_challenge
from tuki.people.signin.passwords import note_failed, person_with_password
from tuki.people.signin.second_step import insist_second_step
from tuki.people.signin.sessions import end_session
from tuki.ui.access import LOGIN, Request, SignedInRequest, home_of, open_to
from tuki.ui.language import keep_language, known_language

LONGEST_ANSWER = 20_000


@open_to("anyone")
def start(request: Request) -> HttpResponse:
    """The root address leads to where somebody begins."""
    return HttpResponseRedirect(home_of(request.actor))


@open_to("anonymous", methods=("GET", "POST"))
def sign_in(request: Request) -> HttpResponse:
    """The first page: a password, a passkey, or a link by mail."""
    next_url = own_path(request.POST.get("next") or request.GET.get("next", ""))
    context: dict[str, Any] = {"next_url": next_url, "email": "", "passkeys": are_possible()}
    if request.method != "POST":
        return show(request, "sign_in", context)
    context["email"] = request.POST.get("email", "")[:254]
    try:
        person = person_with_password(
            request.POST.get("email", ""),
            request.POST.get("password", ""),
            address_of_network=client_address(request),
            device=device_of(request),
            cause=f"request:{request.id}",
        )
    except (Refused, TooMany) as refusal:
        return show(request, "sign_in", context, refusal=refusal)
    return enter(request, person, way="password", next_url=next_url)


@open_to("anonymous", methods=("GET", "POST"))
def second_step(request: Request) -> HttpResponse:
    """After the password or link: a code of the app, or a recovery code."""
    waiting = half_done(request)
    if waiting is None:
        return HttpResponseRedirect(LOGIN)
    if request.method != "POST":
        return show(request, "second_step", {})
    actor = actor_for(request, waiting.person)
    try:
        insist_second_step(actor, request.POST.get("code", "")[:60])
    except Invalid as refusal:
        note_failed(channel("sign-in", actor.cause), waiting.person.id, way="code")
        return show(request, "second_step", {}, refusal=refusal)
    except TooMany as refusal:
        return show(request, "second_step", {}, refusal=refusal)
    return signed_in(request, waiting.person, way="code", next_url=waiting.next_url)


@open_to("anonymous", methods=("POST",))
def passkey_challenge(request: Request) -> HttpResponse:
    """What the browser needs to sign in with a passkey."""
    if not are_possible():
        raise NotFound()
    options, state = sign_in_challenge()
    response = JsonResponse({"options": options})
    keep_challenge(response, state, CHALLENGE_LASTS)
    return response


@open_to("anonymous", methods=("POST",))
def passkey_answer(request: Request) -> HttpResponse:
    """The passkey's answer; tells the script where to go."""
    body = json_body(request)
    person = person_with_passkey(state=challenge_of(request), answer=body["answer"])
    goal = destination(actor_for(request, person), str(body.get("next", "")))
    return signed_in(request, person, way="passkey", response=JsonResponse({"next": goal}))


@open_to("anonymous", methods=("GET", "POST"))
def link_by_mail(request: Request) -> HttpResponse:
    """Asks for a link that signs in."""
    return ask_by_mail(request, "link_by_mail", purpose=SIGN_IN)


@open_to("anyone", methods=("GET", "POST"))
def link(request: Request, token: str) -> HttpResponse:
    """Opening a link shows a button; only pressing it signs in, so programs that open links use none up."""
    if request.method != "POST":
        found = open_link(token)
        usable = found if found is not None and found.purpose == SIGN_IN else None
        return private(show(request, "link", {"link": usable}, status=200 if usable else 404))
    try:
        person = use_link(channel("sign-in", f"request:{request.id}"), token)
    except Refused as refusal:
        return private(show(request, "link", {"link": None}, refusal=refusal))
    return private(enter(request, person, way="link", next_url=""))


@open_to("anyone", methods=("POST",))
def sign_out(request: Request) -> HttpResponse:
    """Ends this browser's session. Nothing to do for who is not signed in."""
    if request.actor is not None and request.session_id is not None:
        end_session(request.actor, request.session_id)
    return signed_out(HttpResponseRedirect(LOGIN))


@open_to("anyone", methods=("POST",))
def language(request: Request) -> HttpResponse:
    """Keeps the language of a reader who is not signed in, and goes back to the page."""
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")) or reverse("sign-in"))
    if chosen := known_language(request.POST.get("language")):
        keep_language(response, chosen, secure=request.is_secure())
    return response


def ask_by_mail(request: Request, template: str, *, purpose: str) -> HttpResponse:
    """A page that asks for a link by mail; the answer is the same for every address."""
    if request.method != "POST":
        return show(request, template, {"email": request.GET.get("email", "")[:254]})
    email = request.POST.get("email", "")
    cause = f"request:{request.id}"
    try:
        ask_for_link(email, purpose=purpose, address_of_network=client_address(request), cause=cause)
    except TooMany as refusal:
        return show(request, template, {"email": email[:254]}, refusal=refusal)
    return show(request, "mail_sent", {"email": email[:254], "hours": 1})


def show(
    request: Request | SignedInRequest,
    template: str,
    context: dict[str, Any],
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Renders a page of the sign-in, with what was refused at its head or at its field."""
    brand = main_brand()
    context = {"brand_name": brand.name if brand else "Tuki", "refusal": refusal} | context
    response = render(request, f"desk/signin/{template}.html", context, status=refusal.status if refusal else status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def private(response: HttpResponse) -> HttpResponse:
    """The address holds a key: no page elsewhere that is opened from here may learn it.

    `no-referrer` would be stricter, but then browsers send `Origin: null` with the form, which the CSRF check refuses.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def json_body(request: Request | SignedInRequest) -> dict[str, Any]:
    """The script's message; refuses what is no JSON object with an `answer`."""
    try:
        body = json.loads(request.body[: LONGEST_ANSWER + 1])
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("answer"), dict):
        raise Refused("passkey_failed")
    return body
