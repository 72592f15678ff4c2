"""Who may call which URL: every view declares it, and the declaration is what guards it.

    @open_to("staff", permission="people.see")
    def persons(request): ...

    @open_to("staff", "customer", methods=("GET", "POST"))
    def account(request): ...

`anyone`: no matter who; `anonymous`: only who is not signed in; `signed-in`, `staff`, `customer`: by session;
`token`: the view's own framework demands a token (the API). A URL without a declaration fails the tests.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, URLResolver

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.signin.sessions import SignedIn
from tuki.ui.kinds import is_fragment, wants_data

WHO = frozenset({"anyone", "anonymous", "signed-in", "staff", "customer", "token"})
LOGIN = "/login"
View = Callable[..., Any]


class Request(HttpRequest):
    """A request as views of pages for everybody see it."""

    id: str
    actor: Actor | None
    session_id: int | None
    person_name: str
    signed_in: SignedIn | None


class SignedInRequest(HttpRequest):
    """A request that has passed a declaration which lets in signed-in persons only."""

    id: str
    actor: Actor
    session_id: int
    person_name: str
    signed_in: SignedIn


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declared answer: who, with which permission, by which methods."""

    who: frozenset[str]
    methods: frozenset[str]
    permission: str | None = None
    is_passive: bool = False


def open_to(
    *who: str, permission: str | None = None, methods: Sequence[str] = ("GET",), passive: bool = False
) -> Callable[[View], View]:
    """Declares who may call a view and guards it. HEAD comes with GET; other methods get 405.

    `passive` views (polls, presence) do not count as activity of a person.
    """
    if not who or not WHO.issuperset(who):
        raise ValueError(f"a view is open to one or more of {', '.join(sorted(WHO))}")
    allowed = frozenset(methods) | ({"HEAD"} if "GET" in methods else set())
    declaration = Declaration(frozenset(who), allowed, permission, passive)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Any:
            stopped = _stopped(request, declaration)
            return view(request, *args, **kwargs) if stopped is None else stopped

        mark(guarded, declaration)
        return guarded

    return declare


def mark(view: View, declaration: Declaration) -> None:
    """Notes the declaration at the view, where the middleware and the tests look for it."""
    view.declaration = declaration  # type: ignore[attr-defined]  # functions take attributes
    view.is_passive = declaration.is_passive  # type: ignore[attr-defined]  # as above


def open_all_to(patterns: Iterable[Any], *who: str, methods: Sequence[str] = ("GET", "POST")) -> None:
    """Declares URLs that a framework guards by itself, such as the API's: `open_all_to(api.urls[0], "token")`."""
    declaration = Declaration(frozenset(who), frozenset(methods))
    for _path, pattern in walk(patterns):
        mark(pattern.callback, declaration)


def declared(view: View) -> Declaration | None:
    """What a view declares, or None."""
    return getattr(view, "declaration", None)


def walk(patterns: Iterable[Any], path: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below with its whole route."""
    for each in patterns:
        route = path + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, route)
        else:
            yield route, each


def home_of(actor: Actor | None) -> str:
    """Where somebody begins: agents at the desk, contacts in the portal, others at the door."""
    if actor is None:
        return LOGIN
    return "/desk/" if actor.is_staff else "/portal/"


def _stopped(request: Request, declaration: Declaration) -> HttpResponse | None:
    """The answer instead of the view, or None when it may run. Raises refusals for the signed-in."""
    if request.method not in declaration.methods:
        return HttpResponseNotAllowed(sorted(declaration.methods))
    who = declaration.who
    if "anyone" in who or "token" in who:
        return None
    actor = request.actor
    if actor is None:
        return None if "anonymous" in who else _sign_in_first(request)
    if who == {"anonymous"}:
        return HttpResponseRedirect(home_of(actor))
    if not who & {"signed-in", "staff" if actor.is_staff else "customer"}:
        raise NotFound()
    if declaration.permission and not actor.holds(declaration.permission):
        raise Refused("not_allowed")
    return None


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Pages lead to the sign-in and back; fragments and data get 401, fragments with the way there."""
    if wants_data(request):
        return HttpResponse(status=401)
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": LOGIN})
    if request.method not in ("GET", "HEAD"):
        return HttpResponseRedirect(LOGIN)
    return HttpResponseRedirect(f"{LOGIN}?{urlencode({'next': request.get_full_path()})}")
