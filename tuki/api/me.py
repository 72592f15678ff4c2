"""Who the token acts as, and the tokens of oneself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.bearer import UNLIMITED
from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input, Items
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.models import ApiToken
from tuki.people.queries import person_for
from tuki.people.signin.tokens import make_token, own_tokens, revoke_token

routes = Routes("me")


class Me(msgspec.Struct):
    """The person; `permissions` maps each to the ids of its departments, null: everywhere. `scopes`: null: no limit."""

    id: int
    name: str
    address: str
    is_staff: bool
    organisation: int | None
    language: str
    permissions: dict[str, list[int] | None]
    scopes: list[str] | None


class TokenShape(msgspec.Struct):
    """A token, without its value. No scopes: all that the person may."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class NewToken(Input):
    """A token for oneself. `expires_at` carries its zone (RFC 3339)."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    scopes: Annotated[list[Code], Meta(max_length=50)] = []
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class MadeToken(msgspec.Struct):
    """The value is told once and cannot be read again."""

    token: str


@routes.get("/me", scope=None, answer=Me)
def show_me(actor: Actor) -> Me:
    """Who the token acts as, and what it may."""
    assert actor.id is not None
    person = person_for(actor, actor.id)
    return Me(
        person.id,
        person.name,
        person.email,
        person.is_staff,
        person.organisation_id,
        person.language,
        {code: None if areas is None else sorted(areas) for code, areas in sorted(actor.access.items())},
        None if actor.scopes is None else sorted(actor.scopes),
    )


@routes.get("/tokens", scope=UNLIMITED, answer=Items[TokenShape])
def list_tokens(actor: Actor) -> Items[TokenShape]:
    """One's own tokens, the newest first."""
    return Items([_shape(row) for row in own_tokens(actor)], None)


@routes.post("/tokens", scope=UNLIMITED, body=NewToken, answer=MadeToken, status=201, is_secret=True)
def make_own_token(actor: Actor, body: NewToken) -> MadeToken:
    """Makes a token for oneself; a limited token makes none."""
    if body.expires_at is not None and body.expires_at.year > 9000:
        raise Invalid("invalid", field="expires_at")
    assert actor.id is not None
    value = make_token(actor, actor.id, name=body.name, scopes=body.scopes, expires_at=body.expires_at)
    return MadeToken(value)


@routes.delete("/tokens/{row:id}", scope=UNLIMITED)
def revoke_own_token(actor: Actor, id: int) -> None:
    """The token works no longer, from this moment."""
    revoke_token(actor, id)


def _shape(row: ApiToken) -> TokenShape:
    return TokenShape(row.id, row.name, row.scopes, row.created_at, row.expires_at, row.used_at)
