"""The page that asks once more who sits there, before something that changes how one signs in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from tuki.desk.signin.doors import json_body, show
from tuki.desk.signin.entering import challenge_of, keep_challenge, own_path, signed_in
from tuki.kernel.refusals import Refusal, Refused
from tuki.people.queries import person_for
from tuki.people.signin.passkeys import CHALLENGE_LASTS, are_possible, sign_in_challenge
from tuki.people.signin.passwords import insist_own_password
from tuki.people.signin.proving import has_fresh_proof, insist_own_passkey, ways_to_prove
from tuki.people.signin.second_step import insist_second_step
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.kinds import wants_data

View = Callable[..., HttpResponse]
MOST_CARRIED = 100


def proven(view: View) -> View:
    """A POST runs only when who sits there has shown within ten minutes who they are. Else the page asks for that and
    carries the form along, but for passwords; a script gets `proof_needed`."""

    @functools.wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or has_fresh_proof(request.session_id):
            return view(request, *args, **kwargs)
        if wants_data(request):
            raise Refused("proof_needed")
        return _after_proof(request, lambda: view(request, *args, **kwargs))

    return guarded


@open_to("signed-in", methods=("GET", "POST"))
def proof(request: SignedInRequest) -> HttpResponse:
    """Asked for by itself, with the page to go on to in `next`."""
    goal = own_path(request.POST.get("next") or request.GET.get("next", "")) or reverse("account")
    if has_fresh_proof(request.session_id):
        return HttpResponseRedirect(goal)
    if request.method != "POST":
        return _page(request, [("next", goal)], goal=goal)
    return _after_proof(request, lambda: HttpResponseRedirect(goal), goal=goal)


@open_to("signed-in", methods=("POST",))
def passkey_challenge(request: SignedInRequest) -> HttpResponse:
    """What the browser needs to show a passkey."""
    options, state = sign_in_challenge()
    response = JsonResponse({"options": options})
    keep_challenge(response, state, CHALLENGE_LASTS)
    return response


@open_to("signed-in", methods=("POST",))
def passkey_answer(request: SignedInRequest) -> HttpResponse:
    """The passkey's answer; tells the script where to go."""
    body = json_body(request)
    insist_own_passkey(request.actor, state=challenge_of(request), answer=body["answer"])
    goal = own_path(str(body.get("next", ""))) or reverse("account")
    return _begun_anew(request, "passkey", JsonResponse({"next": goal}))


def _after_proof(request: SignedInRequest, do: Callable[[], HttpResponse], *, goal: str = "") -> HttpResponse:
    """What `do` answers, under a session begun anew; or the page that asks, when the form brought no proof."""
    try:
        way = _proof_given(request)
    except Refusal as refusal:
        return _page(request, _carried(request), goal=goal, refusal=refusal)
    if not way:
        return _page(request, _carried(request), goal=goal)
    proved = _begun_anew(request, way, HttpResponse())
    response = do()
    if settings.SESSION_COOKIE_NAME not in response.cookies:
        response.cookies.update(proved.cookies)
    return response


def _proof_given(request: SignedInRequest) -> str:
    """How the form proves who sits there; empty when it does not. Refuses `sign_in_failed`, `code_wrong`,
    `too_many_tries`."""
    password, code = request.POST.get("proof_password", ""), request.POST.get("proof_code", "").strip()
    if password:
        insist_own_password(person_for(request.actor, request.actor.id or 0), password)
        return "password"
    if code:
        insist_second_step(request.actor, code[:60])
        return "code"
    return ""


def _begun_anew(request: SignedInRequest, way: str, response: HttpResponse) -> HttpResponse:
    person = person_for(request.actor, request.actor.id or 0)
    return signed_in(request, person, way=way, response=response)  # type: ignore[arg-type]  # a view of Request takes both


def _carried(request: SignedInRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name and not name.startswith("proof_")
        for value in values
    ][:MOST_CARRIED]


def _page(
    request: SignedInRequest, carried: list[tuple[str, str]], *, goal: str, refusal: Refusal | None = None
) -> HttpResponse:
    person = person_for(request.actor, request.actor.id or 0)
    ways = ways_to_prove(person)
    context: dict[str, Any] = {
        "person": person,
        "ways": ways,
        "has_passkey": "passkey" in ways and are_possible(),
        "carried": carried,
        "next_url": goal or reverse("account"),
    }
    return show(request, "proof", context, refusal=refusal, status=200 if request.method != "POST" else 403)
