"""Sessions: a signed-in browser holds a random token in a cookie, the database only its digest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.reference import noted_version, saw_version
from tuki.kernel.refusals import NotFound, Refused
from tuki.kernel.secrets import digest_token, random_token
from tuki.people import events
from tuki.people.access import actor_of
from tuki.people.agents.queries import STATE_FIELDS, ShownState, shown_state
from tuki.people.commands.insisting import locked_person
from tuki.people.models import Session
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.signin.holder import HOLDER_FIELDS, holder

TOKEN_BITS = 256
LONGEST = timedelta(days=30)
IDLE_STAFF = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)

_READ = ("seen_at", "expires_at", *HOLDER_FIELDS)
_STATE = tuple(f"person__agent_state__{name}" for name in STATE_FIELDS)
_BY_DIGEST = Prepared(
    lambda: Session.objects.filter(digest=Slot("digest")).values_list("id", noted_version(), *_STATE, *_READ)
)
_LIVING = Prepared(
    lambda: (
        Session.objects.filter(~_over(Slot("now"), Slot("idle_since")), id__in=Slots("session_ids"))
        .filter(person__is_active=True)
        .values_list("id", *HOLDER_FIELDS)
    )
)


class SignedIn(NamedTuple):
    """Whose browser asks: the person as an actor, how they read, and as an agent their state."""

    session_id: int
    actor: Actor
    name: str
    email: str
    language: str
    time_zone: str
    seen_at: datetime
    state: ShownState


class Begun(NamedTuple):
    """A session that has just begun; the token goes into the cookie and is never shown again."""

    session_id: int
    token: str
    expires_at: datetime


def signed_in(token: str, *, cause: str) -> SignedIn | None:
    """Who holds this token, or None when it is unknown, over or idle for too long.

    Costs one query, which also reads the version of reference data.
    """
    found = _BY_DIGEST.first(digest=digest_token(token))
    if found is None:
        return None
    session_id, version, *values = found
    saw_version(version)
    state = values[: len(_STATE)]
    seen_at, expires_at, *values = values[len(_STATE) :]
    person = holder(values)
    if not person.is_active or _has_ended(seen_at, expires_at, is_staff=person.is_staff):
        return None
    return SignedIn(
        session_id=session_id,
        actor=actor_of(person, cause=cause),
        name=person.name,
        email=person.email,
        language=person.language,
        time_zone=person.time_zone,
        seen_at=seen_at,
        state=shown_state(*state),
    )


def note_activity(who: SignedIn) -> None:
    """Puts off the idle end; writes at most once a minute. Requests that no person made do not come here."""
    now = clock.now()
    if now - who.seen_at >= TOUCH_EVERY:
        Session.objects.filter(pk=who.session_id, seen_at__lt=now).update(seen_at=now)


@command
def begin_session(actor: Actor, *, way: str, network: str = "", browser: str = "", replaces: str = "") -> Begun:
    """A browser is signed in as the actor from now on, with a fresh token.

    `way` is password, code, passkey or link; `replaces` is the token that the browser held before, which ends.
    Announces `person.signed_in`; refuses `sign_in_failed` when the person was deactivated meanwhile.
    """
    person = locked_person(actor.id or 0)
    if not person.is_active:
        raise Refused("sign_in_failed")
    if replaces:
        Session.objects.filter(digest=digest_token(replaces)).delete()
    now, token = clock.now(), random_token(TOKEN_BITS)
    session = Session.objects.create(
        digest=digest_token(token),
        person=person,
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
        network=network[:45],
        browser=browser[:200],
        way=way,
    )
    announce(actor, events.SignedIn(subject=person.id, session_id=session.id, way=way))
    return Begun(session.id, token, session.expires_at)


@command
def end_session(actor: Actor, session_id: int) -> None:
    """A browser is signed out: one's own, or an agent's by who manages agents. Announces `person.signed_out`.

    Refuses `not_found` for a session that is over or belongs to somebody else.
    """
    session = Session.objects.filter(pk=session_id).first()
    if session is None or (session.person_id != actor.id and not actor.holds(MANAGE_AGENTS)):
        raise NotFound()
    session.delete()
    announce(actor, events.SignedOut(subject=session.person_id, session_id=session_id))


@command
def end_other_sessions(actor: Actor, *, except_id: int | None) -> int:
    """Ends the actor's sessions but one; how many ended. Announces `person.signed_out` for each."""
    rows = Session.objects.filter(person_id=actor.id).exclude(pk=except_id).order_by("id")
    others = list(rows.values_list("id", "person_id"))
    for session_id, person_id in others:
        announce(actor, events.SignedOut(subject=person_id, session_id=session_id))
    Session.objects.filter(id__in=[session_id for session_id, _ in others]).delete()
    return len(others)


@command
def end_sessions_of(actor: Actor, person_id: int) -> int:
    """Signs an agent out everywhere, by who manages agents; how many sessions ended.

    Announces `person.signed_out` for each; refuses `not_allowed`.
    """
    if not actor.holds(MANAGE_AGENTS):
        raise Refused("not_allowed")
    person = locked_person(person_id)
    ids = list(Session.objects.filter(person=person).order_by("id").values_list("id", flat=True))
    for session_id in ids:
        announce(actor, events.SignedOut(subject=person.id, session_id=session_id))
    Session.objects.filter(id__in=ids).delete()
    return len(ids)


def own_sessions(actor: Actor) -> list[Session]:
    """The actor's sessions that still work, the latest first."""
    rows = Session.objects.filter(person_id=actor.id).select_related("person").order_by("-seen_at", "-id")
    return [row for row in rows if not _is_over(row)]


def living_sessions(session_ids: Collection[int]) -> dict[int, Actor]:
    """Those of these sessions that still work, each with its person as an actor of present rights; one query.

    For pages that stay open: being open is no activity.
    """
    now = clock.now()
    rows = _LIVING.all(now=now, idle_since=now - IDLE_STAFF, session_ids=list(set(session_ids)))
    return {session_id: _listening(*values) for session_id, *values in rows}


def forget_ended_sessions() -> int:
    """Deletes the rows of sessions that are over; how many. They could not be used any more."""
    now = clock.now()
    return Session.objects.filter(_over(now, now - IDLE_STAFF)).delete()[0]


@lru_cache(maxsize=4096)
def _listening(*values: Any) -> Actor:
    """The actor of these `HOLDER_FIELDS`, among them the version of the person's rights."""
    return actor_of(holder(values), cause="live")


def _over(now: datetime | Slot, idle_since: datetime | Slot) -> Q:
    """The condition on sessions that have ended; a customer's is never idle for longer than it lasts."""
    return Q(expires_at__lte=now) | Q(person__is_staff=True, seen_at__lte=idle_since)


def _is_over(session: Session) -> bool:
    return _has_ended(session.seen_at, session.expires_at, is_staff=session.person.is_staff)


def _has_ended(seen_at: datetime, expires_at: datetime, *, is_staff: bool) -> bool:
    now = clock.now()
    return now >= expires_at or now >= seen_at + (IDLE_STAFF if is_staff else LONGEST)
