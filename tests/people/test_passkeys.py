"""Passkeys with an authenticator in software: what lets in, and everything that must not."""

import random

import pytest
import time_machine

from tests.people.authenticator import PRESENT, Authenticator
from tuki.kernel import clock
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.commands.persons import deactivate_person
from tuki.people.models import Passkey
from tuki.people.signin.passkeys import (
    add_passkey,
    are_possible,
    own_passkeys,
    person_with_passkey,
    registration_challenge,
    remove_passkey,
    sign_in_challenge,
)


@pytest.fixture(autouse=True)
def _named_host(settings):
    settings.BASE_URL = "http://localhost:8000"


def register(cast, person, device=None):
    device = device or Authenticator()
    actor = cast.actor(person)
    options, state = registration_challenge(actor)
    add_passkey(actor, state=state, answer=device.create(options), name="Phone")
    return device


def enter(device, **changed):
    options, state = sign_in_challenge()
    return person_with_passkey(state=state, answer=device.get(options, **changed))


def test_a_passkey_signs_its_person_in(cast):
    device, other = register(cast, cast.anna), register(cast, cast.boris)
    assert enter(device).id == cast.anna.id and enter(other).id == cast.boris.id
    assert own_passkeys(cast.actor(cast.anna))[0].used_at


def test_registration_asks_for_a_passkey_that_is_not_there_yet(cast):
    device = register(cast, cast.anna)
    options, state = registration_challenge(cast.actor(cast.anna))
    assert len(options["excludeCredentials"]) == 1
    with pytest.raises(Refused):
        add_passkey(cast.actor(cast.anna), state=state, answer=device.create(options), name="again")
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize(
    "device",
    [Authenticator(origin="http://localhost:8001"), Authenticator(origin="https://localhost:8000"),
     Authenticator(origin="http://localhost.evil.test:8000"), Authenticator(rp_id="evil.test")],
)  # fmt: skip
def test_answers_made_for_another_place_are_refused(cast, device):
    with pytest.raises(Refused):
        register(cast, cast.anna, device)
    good = register(cast, cast.anna)
    good.origin, good.rp_id = device.origin, device.rp_id
    with pytest.raises(Refused):
        enter(good)


def test_finger_or_pin_is_demanded(cast):
    device = register(cast, cast.anna)
    device.flags = PRESENT
    with pytest.raises(Refused):
        enter(device)


def test_a_challenge_works_once_and_for_five_minutes(cast):
    device = register(cast, cast.anna)
    options, state = sign_in_challenge()
    answer = device.get(options)
    assert person_with_passkey(state=state, answer=answer).id == cast.anna.id
    with pytest.raises(Refused):
        person_with_passkey(state=state, answer=answer)
    options, state = sign_in_challenge()
    with time_machine.travel(clock.now().timestamp() + 301), pytest.raises(Refused):
        person_with_passkey(state=state, answer=device.get(options))


def test_a_challenge_of_one_kind_or_person_serves_no_other(cast):
    device = register(cast, cast.anna)
    options, state = registration_challenge(cast.actor(cast.anna))
    with pytest.raises(Refused):
        person_with_passkey(state=state, answer=device.get(options))
    with pytest.raises(Refused):
        add_passkey(cast.actor(cast.boris), state=state, answer=Authenticator().create(options), name="x")


def test_a_copied_passkey_is_found_by_its_counter(cast):
    device = register(cast, cast.anna)
    device.counter = 7
    assert enter(device)
    with pytest.raises(Refused):
        enter(device)
    device.counter = 8
    assert enter(device)


def test_a_wrong_signature_handle_or_device_is_refused(cast):
    device, other = register(cast, cast.anna), Authenticator()
    other.credential_id, other.handle = device.credential_id, device.handle
    with pytest.raises(Refused):
        enter(other)
    with pytest.raises(Refused):
        enter(device, userHandle="AAAAAAAAAAk")
    with pytest.raises(Refused):
        enter(Authenticator())


def test_removed_and_deactivated_do_not_sign_in(cast):
    device = register(cast, cast.anna)
    passkey = own_passkeys(cast.actor(cast.anna))[0]
    with pytest.raises(NotFound):
        remove_passkey(cast.actor(cast.vera), passkey.id)
    deactivate_person(cast.actor(cast.vera), cast.anna.id)
    with pytest.raises(Refused):
        enter(device)
    remove_passkey(cast.actor(cast.anna), passkey.id)
    with pytest.raises(Refused):
        enter(device)


def test_mangled_answers_are_refused_and_never_break(cast):
    device = register(cast, cast.anna)
    chance = random.Random(7)
    for _ in range(300):
        options, state = sign_in_challenge()
        answer = device.get(options)
        name = chance.choice([*answer["response"], "id", "rawId", "type", "response"])
        mangled = chance.choice([None, "", "A", "%%%", 7, [], {}, "AAAA" * 20, "\0", "é"])
        (answer["response"] if name in answer["response"] else answer)[name] = mangled
        try:
            person_with_passkey(state=state, answer=answer)
        except Refused:
            continue
        assert (name == "userHandle" and mangled is None) or name == "type", (name, mangled)


@pytest.mark.parametrize(
    ("address", "possible"),
    [("https://desk.example.org", True), ("http://localhost:8000", True), ("http://127.0.0.1:8000", False),
     ("http://desk.example.org", False), ("https://[::1]", False)],
)  # fmt: skip
def test_passkeys_need_a_name_and_a_secure_place(settings, address, possible):
    settings.BASE_URL = address
    assert are_possible() is possible
