"""Declaring what the API offers: an address, a method, a scope, what comes in and what goes out.

    routes = Routes("tickets")

    @routes.post("/tickets", scope="tickets:write", body=NewTicket, answer=TicketShape, status=201)
    def open_one(actor, body): ...

A route's function gets the actor, then the query (GET) or the body (other methods), then what its address names.
Structures are msgspec's: they check what comes in, encode what goes out, and describe both in OpenAPI.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from ninja.security.http import HttpAuthBase

from tuki.api import addresses  # noqa: F401  registers the forms of ids before any route names them
from tuki.api.bearer import actor_of, caller, insist_reach
from tuki.api.commands.repeats import perform, perform_once
from tuki.api.openapi import described
from tuki.api.pace import insist_pace
from tuki.api.reading import Nothing, read_json, read_json_or_query, read_query
from tuki.kernel.actors import Actor

JSON = "application/json"
encode = msgspec.json.Encoder().encode
Function = Callable[..., Any]
Read = Callable[[HttpRequest, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One route as it is declared. `given` is the structure of its query or body."""

    method: str
    scope: str | None
    given: Any = Nothing
    answer: Any = None
    status: int = 200
    read: Read = read_query
    is_secret: bool = False
    cost: int = 1


class Bearer(HttpAuthBase):
    """Who asks, in the form that django-ninja calls and describes."""

    openapi_scheme = "bearer"
    __call__ = staticmethod(actor_of)


# One for all files, so that the methods of one address may be declared in several of them.
router = Router(auth=Bearer())
structs: list[Any] = []


class Routes:
    """Declares routes; `tag` groups them in the description."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    def get(
        self, path: str, *, scope: str | None, answer: Any, query: Any = Nothing, cost: int = 1
    ) -> Callable[[Function], Function]:
        """Reads. `answer` is a structure, or a media type when the function answers by itself. A request counts as
        `cost` of those that a token may make in a minute."""
        return self._declare(path, Offer(method="GET", scope=scope, given=query, answer=answer, cost=cost))

    def post(self, path: str, *, scope: str | None, body: Any = Nothing, answer: Any = None, status: int = 200,
             read: Read = read_json, is_secret: bool = False) -> Callable[[Function], Function]:  # fmt: skip
        """Writes, once for each Idempotency-Key."""
        offer = Offer(
            method="POST", scope=scope, given=body, answer=answer, status=status, read=read, is_secret=is_secret
        )
        return self._declare(path, offer)

    def patch(self, path: str, *, scope: str | None, body: Any, answer: Any) -> Callable[[Function], Function]:
        """Changes the fields that are named, and no other."""
        return self._declare(path, Offer(method="PATCH", scope=scope, given=body, answer=answer, read=read_json))

    def delete(self, path: str, *, scope: str | None, answer: Any = None, given: Any = Nothing) -> (
        Callable[[Function], Function]
    ):  # fmt: skip
        """The inverse of what the POST at the same address did."""
        status = 204 if answer is None else 200
        offer = Offer(method="DELETE", scope=scope, given=given, answer=answer, status=status, read=read_json_or_query)
        return self._declare(path, offer)

    def _declare(self, path: str, offer: Offer) -> Callable[[Function], Function]:
        structs.extend(each for each in (offer.given, offer.answer) if each not in (None, Nothing))

        def declare(function: Function) -> Function:
            view = _view(function, offer)
            router.api_operation(
                [offer.method],
                path,
                response={offer.status: None},
                operation_id=function.__name__,
                summary=function.__name__.replace("_", " ").capitalize(),
                description=inspect.getdoc(function),
                tags=[self.tag],
                openapi_extra=described(offer),
            )(view)
            return function

        return declare


def _view(function: Function, offer: Offer) -> Function:
    """The function as django-ninja calls it: with the request, and what the address names."""
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    named = parameters[1:] if offer.given is Nothing else parameters[2:]

    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        actor = caller(request)
        insist_pace(actor.cause, cost=offer.cost)
        insist_reach(actor, offer.scope)
        if offer.read not in (read_query, read_json_or_query):
            read_query(request, Nothing)
        given = offer.read(request, offer.given)
        arguments = () if offer.given is Nothing else (given,)

        def do() -> Any:
            return function(actor, *arguments, **path)

        return _read(do, offer) if offer.method == "GET" else _written(request, actor, do, given, offer)

    request_parameter = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    view.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # functions take attributes
        [request_parameter, *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in named)]
    )
    view.__name__, view.__doc__ = function.__name__, function.__doc__
    return view


def _read(do: Callable[[], Any], offer: Offer) -> HttpResponseBase:
    result = do()
    if isinstance(result, HttpResponseBase):
        return result
    return HttpResponse(encode(result), status=offer.status, content_type=JSON)


def _written(request: HttpRequest, actor: Actor, do: Callable[[], Any], given: Any, offer: Offer) -> HttpResponseBase:
    def encoded() -> bytes:
        result = do()
        return b"" if offer.answer is None else encode(result)

    key = request.headers.get("Idempotency-Key") if offer.method == "POST" else None
    if key is None:
        body = perform(actor, encoded)
    else:
        content = f"{offer.method} {request.path}\n".encode() + encode(given)
        body = perform_once(actor, encoded, key=key, content=content, is_secret=offer.is_secret)
    return HttpResponse(body, status=offer.status, content_type=JSON)
