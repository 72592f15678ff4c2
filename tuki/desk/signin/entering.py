"""From a proven name to a signed-in browser: the second step, the cookies, and where one goes then."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse

from tuki.kernel.actors import Actor
from tuki.kernel.secrets import digest_token
from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.people.signin.network import client_address
from tuki.people.signin.passwords import DEVICE_KNOWN_FOR, known_device
from tuki.people.signin.sealing import seal, unseal
from tuki.people.signin.second_step import has_second_step
from tuki.people.signin.sessions import LONGEST, begin_session
from tuki.ui.access import Request, home_of

STEP_LASTS = timedelta(minutes=10)
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class HalfDone(NamedTuple):
    """A sign-in that waits for its second step."""

    person: Person
    next_url: str


def own_path(text: str) -> str:
    """The path to go to after signing in, or empty when the text leads anywhere but to a page of ours."""
    if len(text) > 2000 or not _OWN_PATH.fullmatch(text):
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text


def enter(request: Request, person: Person, *, way: str, next_url: str) -> HttpResponse:
    """Signs the browser in, or asks for the second step first. A passkey stands for both."""
    if way == "passkey" or not has_second_step(person.id):
        return signed_in(request, person, way=way, next_url=next_url)
    state = {"person": person.id, "proof": _proof(person), "next": own_path(next_url)}
    response = HttpResponseRedirect(reverse("second-step"))
    _set(response, "tuki-step", seal("step", state, lasts=STEP_LASTS), STEP_LASTS)
    return response


def half_done(request: Request) -> HalfDone | None:
    """The sign-in of this browser that waits for its second step; void when the password changed meanwhile."""
    state = unseal("step", _get(request, "tuki-step"))
    if state is None:
        return None
    person = Person.objects.filter(pk=state["person"], is_active=True).first()
    return HalfDone(person, state["next"]) if person and _proof(person) == state["proof"] else None


def signed_in(
    request: Request, person: Person, *, way: str, next_url: str = "", response: HttpResponse | None = None
) -> HttpResponse:
    """Begins a session with a fresh token and sends its cookie, on `response` or on the way to the next page. For the
    rest of this request it is the browser's session."""
    actor = actor_for(request, person)
    begun = begin_session(
        actor,
        way=way,
        network=client_address(request),
        browser=request.headers.get("user-agent", ""),
        replaces=request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""),
    )
    rotate_token(request)
    request.session_id, request.COOKIES[settings.SESSION_COOKIE_NAME] = begun.session_id, begun.token
    response = response or HttpResponseRedirect(destination(actor, next_url))
    _set(response, settings.SESSION_COOKIE_NAME, begun.token, LONGEST, is_named=True)
    _set(response, "tuki-device", known_device(person.id), DEVICE_KNOWN_FOR)
    _drop(response, "tuki-step")
    return response


def signed_out(response: HttpResponse) -> HttpResponse:
    """Takes the session's cookie away, and what the browser has kept of private pages."""
    _drop(response, settings.SESSION_COOKIE_NAME, is_named=True)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def destination(actor: Actor, next_url: str) -> str:
    """Where to go after signing in."""
    return own_path(next_url) or home_of(actor)


def actor_for(request: Request, person: Person) -> Actor:
    """The person as an actor because of this request."""
    return actor_of(person, cause=f"request:{request.id}")


def device_of(request: HttpRequest) -> str:
    """The mark of a known device that this browser carries, or empty."""
    return _get(request, "tuki-device")


def keep_challenge(response: HttpResponse, state: str, lasts: timedelta) -> None:
    """The sealed state of a passkey's challenge waits in the browser for the answer."""
    _set(response, "tuki-passkey", state, lasts)


def challenge_of(request: HttpRequest) -> str:
    """The state of the challenge that this browser was given."""
    return _get(request, "tuki-passkey")


def _proof(person: Person) -> str:
    return digest_token(f"{person.password}:{person.access_version}")


def _name(name: str, is_named: bool) -> str:
    return name if is_named or not settings.IS_SECURE else f"__Host-{name}"


def _get(request: HttpRequest, name: str) -> str:
    return request.COOKIES.get(_name(name, False), "")


def _set(response: HttpResponse, name: str, value: str, lasts: timedelta, *, is_named: bool = False) -> None:
    response.set_cookie(_name(name, is_named), value, max_age=lasts, **_options())


def _drop(response: HttpResponse, name: str, *, is_named: bool = False) -> None:
    response.set_cookie(_name(name, is_named), "", max_age=0, **_options())


def _options() -> dict[str, Any]:
    return {"path": "/", "secure": settings.IS_SECURE, "httponly": True, "samesite": "Lax"}
