"""Proving again who sits there: what changes how somebody signs in is done only by who has just shown that it is them.

A stolen browser session is then worth no more than the session: it makes no passkey, no token and no password. A proof
begins the session anew, under a fresh token (RFC 6265, 8.4), so its age is that of the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.people.models import Passkey, Person, Session
from tuki.people.signin.passkeys import person_with_passkey
from tuki.people.signin.second_step import has_second_step

PROOF_LASTS = timedelta(minutes=10)


def has_fresh_proof(session_id: int) -> bool:
    """Whether this browser's person has shown within ten minutes who they are. One query."""
    since = clock.now() - PROOF_LASTS
    return Session.objects.filter(pk=session_id, created_at__gt=since).exists()


def ways_to_prove(person: Person) -> frozenset[str]:
    """Which of `password`, `code` and `passkey` this person has; without any only a new sign-in is left."""
    ways = {
        "password": bool(person.password),
        "code": has_second_step(person.id),
        "passkey": Passkey.objects.filter(person=person).exists(),
    }
    return frozenset(way for way, is_there in ways.items() if is_there)


def insist_own_passkey(actor: Actor, *, state: str, answer: Mapping[str, Any]) -> None:
    """Refuses `passkey_failed`, also for a passkey of somebody else."""
    if person_with_passkey(state=state, answer=answer).id != actor.id:
        raise Refused("passkey_failed")
