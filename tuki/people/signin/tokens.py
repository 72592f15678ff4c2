"""Tokens with which programs act as a person, within scopes; only their digests are stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.secrets import digest_token, random_token
from tuki.people import events
from tuki.people.access import actor_of
from tuki.people.commands.insisting import insist_holds, locked_person, needed
from tuki.people.models import ApiToken, Person
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.signin.holder import HOLDER_FIELDS, holder
from tuki.people.signin.scopes import checked_scopes

# A fixed beginning, so that scanners for leaked secrets know what they found.
PREFIX = "tuki_"
TOKEN_BITS = 256
LONGEST_VALUE = 512
NOTE_USE_EVERY = timedelta(minutes=1)
_BY_DIGEST = Prepared(
    lambda: ApiToken.objects.filter(digest=Slot("digest")).values_list(
        "id", "scopes", "expires_at", "used_at", *HOLDER_FIELDS
    )
)


@command
def make_token(
    actor: Actor,
    person_id: int,
    *,
    name: str,
    scopes: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> str:
    """A token for a program that acts as the person; its value is returned once and cannot be read again.

    One makes tokens for oneself, or manages agents. No scopes means all that the person may.
    Announces `person.token_made`; refuses `not_allowed`, `unknown_scope`, `invalid` for an end in the past.
    """
    value = PREFIX + random_token(TOKEN_BITS)
    _add(actor, person_id, value=value, name=name, scopes=checked_scopes(scopes), expires_at=expires_at)
    return value


@command
def set_token(actor: Actor, person_id: int, *, value: str, name: str = "desk.toml") -> None:
    """A token whose value the operator chose. Nothing to do when the person has it already.

    Only the product itself does this, for whoever holds its shell. Refuses `not_allowed`, `name_taken`
    when the value is another person's, `invalid` when it is empty or longer than 512 characters.
    """
    if not actor.is_trusted:
        raise Refused("not_allowed")
    if not value.strip() or len(value) > LONGEST_VALUE:
        raise Invalid("invalid", field="token")
    holder = ApiToken.objects.filter(digest=digest_token(value)).values_list("person_id", flat=True).first()
    if holder is not None and holder != person_id:
        raise Invalid("name_taken", field="token")
    if holder is None:
        _add(actor, person_id, value=value, name=name, scopes=[], expires_at=None)


@command
def revoke_token(actor: Actor, token_id: int) -> None:
    """The token no longer works. Announces `person.token_revoked`; refuses `not_found` for somebody else's."""
    token = ApiToken.objects.filter(pk=token_id).first()
    if token is None or (token.person_id != actor.id and not actor.holds(MANAGE_AGENTS)):
        raise NotFound()
    token.delete()
    announce(actor, events.TokenRevoked(subject=token.person_id, token_id=token_id))


def actor_for_token(value: str, *, cause: str = "") -> Actor | None:
    """The person that a program acts as, or None when the token is unknown, revoked or over.

    Costs one query, and once a minute an update of the time of use. Nothing is cached: a revoked token
    is refused at once.
    """
    found = _BY_DIGEST.first(digest=digest_token(value))
    if found is None:
        return None
    token_id, scopes, expires_at, used_at, *values = found
    person, now = holder(values), clock.now()
    if not person.is_active or (expires_at and expires_at <= now):
        return None
    if used_at is None or now - used_at >= NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token_id).update(used_at=now)
    return actor_of(person, cause=cause or f"token:{token_id}", scopes=frozenset(scopes) or None)


def own_tokens(actor: Actor) -> list[ApiToken]:
    """The actor's tokens, the newest first; their values are not among what is kept."""
    return list(ApiToken.objects.filter(person_id=actor.id).order_by("-id"))


def _add(
    actor: Actor, person_id: int, *, value: str, name: str, scopes: list[str], expires_at: datetime | None
) -> None:
    person: Person = locked_person(person_id)
    if actor.id != person_id or not actor.is_person:
        insist_holds(actor, MANAGE_AGENTS)
    if not person.is_active:
        raise Refused("not_allowed")
    now = clock.now()
    if expires_at is not None and expires_at <= now:
        raise Invalid("invalid", field="expires_at")
    token = ApiToken.objects.create(
        person=person,
        digest=digest_token(value),
        name=needed(name, field="name", most=120),
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
    )
    announce(actor, events.TokenMade(subject=person_id, token_id=token.id, scopes=scopes))
