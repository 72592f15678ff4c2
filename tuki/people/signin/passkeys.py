"""Passkeys (WebAuthn level 3): registering them and signing in with them; `webauthn` makes and checks what is signed.

A passkey stands for both steps: the device has it, and the device asked for finger, face or PIN.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.limits import insist_pace
from tuki.kernel.refusals import NotFound, Refused, TooMany
from tuki.kernel.secrets import digest_token
from tuki.people import events
from tuki.people.commands.insisting import locked_person, needed
from tuki.people.models import Passkey, Person
from tuki.people.signin.sealing import seal, unseal

CHALLENGE_LASTS = timedelta(minutes=5)
ONCE = ((1, int(CHALLENGE_LASTS.total_seconds())),)
LONGEST_ID = 400


def are_possible() -> bool:
    """Whether browsers offer passkeys at the desk's address: a host with a name, by https or on localhost."""
    parts = urlsplit(settings.BASE_URL)
    host = parts.hostname or ""
    return not _is_ip(host) and (parts.scheme == "https" or host == "localhost")


def registration_challenge(actor: Actor) -> tuple[dict[str, Any], str]:
    """What `navigator.credentials.create` needs, as JSON, and the sealed state that comes back with the answer."""
    from tuki.people.signin import webauthn

    person = Person.objects.get(pk=actor.id)
    known = Passkey.objects.filter(person=person).values_list("credential", flat=True)
    options, state = webauthn.begin_registration(
        handle=_handle(person.id), login=person.email or person.name, name=person.name, known=known
    )
    return options, seal("passkey-new", {**state, "person": person.id}, lasts=CHALLENGE_LASTS)


@command
def add_passkey(actor: Actor, *, state: str, answer: Mapping[str, Any], name: str) -> Passkey:
    """The actor can sign in with this passkey. Announces `person.second_factor_added`; refuses `passkey_failed`."""
    from tuki.people.signin import webauthn

    challenge = _taken("passkey-new", state)
    person = locked_person(actor.id or 0)
    if challenge.get("person") != person.id:
        raise Refused("passkey_failed")
    try:
        made = webauthn.registered(challenge, answer)
    except webauthn.BAD_ANSWER as error:
        raise Refused("passkey_failed") from error
    taken = Passkey.objects.filter(credential_id=made.credential_id).exists()
    if taken or len(made.credential_id) > LONGEST_ID:
        raise Refused("passkey_failed")
    passkey = Passkey.objects.create(
        person=person,
        name=needed(name or "Passkey", field="name", most=120),
        credential_id=made.credential_id,
        credential=made.credential,
        sign_count=made.counter,
        created_at=clock.now(),
    )
    announce(actor, events.SecondFactorAdded(subject=person.id, factor="passkey"))
    return passkey


@command
def remove_passkey(actor: Actor, passkey_id: int) -> None:
    """One's own passkey no longer works. Announces `person.second_factor_removed`; refuses `not_found`."""
    if not Passkey.objects.filter(pk=passkey_id, person_id=actor.id).delete()[0]:
        raise NotFound()
    announce(actor, events.SecondFactorRemoved(subject=actor.id or 0, factor="passkey"))


def sign_in_challenge() -> tuple[dict[str, Any], str]:
    """What `navigator.credentials.get` needs: any passkey of this desk, so no name is asked or told."""
    from tuki.people.signin import webauthn

    options, state = webauthn.begin_authentication()
    return options, seal("passkey-get", state, lasts=CHALLENGE_LASTS)


def person_with_passkey(*, state: str, answer: Mapping[str, Any]) -> Person:
    """Who signs in with this answer of a passkey. Refuses `passkey_failed`, also for a challenge used before.

    A counter that did not grow means a copy of the passkey (WebAuthn 6.1.1); those that count stay refused.
    """
    from tuki.people.signin import webauthn

    challenge = _taken("passkey-get", state)
    try:
        used = webauthn.used_in(answer)
        passkey = _passkey_of(used.credential_id)
        webauthn.insist_proof(challenge, answer, credential=passkey.credential)
    except webauthn.BAD_ANSWER as error:
        raise Refused("passkey_failed") from error
    if used.handle is not None and used.handle != _handle(passkey.person_id):
        raise Refused("passkey_failed")
    if not passkey.person.is_active or not _note_use(passkey, used.counter):
        raise Refused("passkey_failed")
    return passkey.person


def own_passkeys(actor: Actor) -> list[Passkey]:
    """The actor's passkeys, the oldest first."""
    return list(Passkey.objects.filter(person_id=actor.id).order_by("id"))


def _note_use(passkey: Passkey, counter: int) -> bool:
    """Compare and swap on the counter; authenticators that do not count always send 0."""
    row = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    has_grown = counter > passkey.sign_count or counter == passkey.sign_count == 0
    return has_grown and row.update(sign_count=counter, used_at=clock.now()) == 1


def _passkey_of(credential_id: str) -> Passkey:
    passkey = Passkey.objects.select_related("person").filter(credential_id=credential_id).first()
    if passkey is None:
        raise Refused("passkey_failed")
    return passkey


def _taken(purpose: str, state: str) -> dict[str, Any]:
    """The challenge from its sealed state; each works once."""
    challenge = unseal(purpose, state)
    if challenge is None:
        raise Refused("passkey_failed")
    try:
        insist_pace(f"passkey:{digest_token(state)}", ONCE)
    except TooMany as error:
        raise Refused("passkey_failed") from error
    return challenge


def _handle(person_id: int) -> bytes:
    """The user handle names the person and nothing about them."""
    return person_id.to_bytes(8, "big")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
