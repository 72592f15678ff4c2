"""Who asks: the person whose token the request carries in its Authorization header, and nowhere else."""

from __future__ import annotations

from django.http import HttpRequest

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.people.signin.scopes import insist_scope
from tuki.people.signin.tokens import LONGEST_VALUE, actor_for_token

# In place of a scope: only a token without limits, so that no limited one makes itself a wider one.
UNLIMITED = "*"


def caller(request: HttpRequest) -> Actor:
    """Whose token the request of a route carries; `Bearer` has found them before the route runs."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return actor


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor, or None for a request without a token that works. Costs one query.

    RFC 6750, header form only; a cookie never signs in here, so no page of another origin can write.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_VALUE:
        return None
    return actor_for_token(token)


def insist_reach(actor: Actor, scope: str | None) -> None:
    """Refuses `scope_missing` or `unlimited_token_needed` when the token does not reach as far as `scope`."""
    if scope == UNLIMITED:
        if actor.scopes is not None:
            raise Refused("unlimited_token_needed")
    elif scope is not None:
        insist_scope(actor, scope)
