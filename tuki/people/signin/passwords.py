"""Signing in with a password: equal answers for known and unknown names, and a pace against guessing."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password

from tuki.kernel.actors import Actor, channel
from tuki.kernel.command import announce, command
from tuki.kernel.limits import forget, insist_pace, take_back
from tuki.kernel.refusals import Refused
from tuki.kernel.secrets import digest_token, random_token
from tuki.people import events
from tuki.people.addresses import is_address, normal_address
from tuki.people.commands.persons import LONGEST_PASSWORD, person_by_address
from tuki.people.models import Person
from tuki.people.signin.network import network_of
from tuki.people.signin.sealing import seal, unseal

# 10 tries in 15 minutes, and the delay grows: 4 at once, then some three a minute, then slower.
PACE_OF_ACCOUNT = ((4, 20), (7, 180), (10, 900))
# An office behind one address has many people; a list of leaked passwords has many more.
PACE_OF_NETWORK = ((30, 60), (100, 900))
DEVICE_KNOWN_FOR = timedelta(days=365)
NOBODY = 0


def person_with_password(
    address: str, password: str, *, address_of_network: str, device: str = "", cause: str = ""
) -> Person:
    """Who signs in with this address and password.

    Takes as long, and refuses in the same words (`sign_in_failed`), for an unknown address, a wrong password,
    a person without password and a deactivated one. Refuses `too_many_tries` per account and per network; from
    a device where the person has signed in before, guesses made elsewhere do not count against them.
    """
    person = person_by_address(address) if is_address(address) else None
    account = _account_key(address, person, device)
    network = f"signin:network:{network_of(address_of_network)}"
    insist_pace(network, PACE_OF_NETWORK)
    insist_pace(account, PACE_OF_ACCOUNT)
    if not is_right(person, password):
        note_failed(channel("sign-in", cause), person.id if person else NOBODY, way="password")
        raise Refused("sign_in_failed")
    assert person is not None
    forget(account)
    take_back(network)
    return person


def is_right(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; hashes in every case, so that the time tells nothing."""
    usable = person is not None and person.is_active and bool(person.password)
    encoded = person.password if person is not None and usable else _nobodys_password()
    matches = check_password(password[:LONGEST_PASSWORD], encoded)
    return matches and usable and len(password) <= LONGEST_PASSWORD


def insist_own_password(person: Person, password: str) -> None:
    """Refuses `sign_in_failed` for a wrong password where a signed-in person repeats theirs; same pace."""
    key = f"signin:repeat:{person.id}"
    insist_pace(key, PACE_OF_ACCOUNT)
    if not is_right(person, password):
        raise Refused("sign_in_failed")
    forget(key)


@command
def note_failed(actor: Actor, person_id: int, *, way: str) -> None:
    """Notes a failed try in the log; tries for unknown names stand in the stream of nobody.

    Announces `person.sign_in_failed` in both cases, so that both take equally long.
    """
    announce(actor, events.SignInFailed(subject=person_id, way=way))


def known_device(person_id: int) -> str:
    """The mark of a device where the person has signed in, for its cookie."""
    return seal("device", {"person": person_id, "device": random_token()}, lasts=DEVICE_KNOWN_FOR)


def _account_key(address: str, person: Person | None, device: str) -> str:
    known = unseal("device", device)
    if person is not None and known and known.get("person") == person.id:
        return f"signin:device:{person.id}:{known.get('device')}"
    return f"signin:account:{digest_token(normal_address(address))}"


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    return make_password(random_token())
