"""Signing in with a password: limits (F157), nothing to learn about who is known (F158), deactivation (F117)."""

import statistics
import time

import pytest
import time_machine

from tests.cast import SYSTEM
from tuki.kernel.log import events_of
from tuki.kernel.refusals import Invalid, Refused, TooMany
from tuki.people.commands.persons import add_address, deactivate_person, set_password
from tuki.people.models import Person, Session
from tuki.people.signin.passwords import NOBODY, insist_own_password, known_device, person_with_password

PASSWORD = "correct horse battery"


@pytest.fixture
def people(cast):
    set_password(SYSTEM, cast.anna.id, password=PASSWORD)
    return cast


def enter(address="anna@desk.test", password=PASSWORD, network="192.0.2.1", **values):
    return person_with_password(address, password, address_of_network=network, **values)


def outcome(*args, **values):
    try:
        return enter(*args, **values).name
    except Refused as refusal:
        return refusal.sentence
    except TooMany:
        return "too many"


@pytest.mark.parametrize("address", ["anna@desk.test", "ANNA@Desk.Test", " anna@desk.test ", "anna@second.test"])
def test_any_address_of_a_person_signs_in(people, address):
    add_address(SYSTEM, people.anna.id, address="anna@second.test")
    assert enter(address).id == people.anna.id


def test_unknown_wrong_empty_and_gone_are_answered_alike(people):
    set_password(SYSTEM, people.boris.id, password=PASSWORD)
    deactivate_person(SYSTEM, people.boris.id)
    tries = [
        ("anna@desk.test", "wrong"), ("nobody@desk.test", PASSWORD), ("clara@customer-a.test", ""),
        ("clara@customer-a.test", "!"), ("boris@desk.test", PASSWORD), ("no address", PASSWORD), ("", ""),
        ("a\0b@desk.test", "\0"), ("%@desk.test", PASSWORD), ("anna@desk.test", PASSWORD + "x" * 2000),
    ]  # fmt: skip
    assert len({outcome(*each) for each in tries}) == 1


def test_failures_are_noted_for_known_and_unknown_names(people):
    outcome(password="wrong")
    outcome("nobody@desk.test")
    for stream in (people.anna.id, NOBODY):
        assert [e.event.kind for e in events_of("person", stream)][-1] == "person.sign_in_failed"


def test_the_time_does_not_tell_who_is_known(real_hashing, people):
    def seconds(address, number):
        began = time.process_time()
        outcome(address, "wrong", network=f"192.0.2.{number}")
        return time.process_time() - began

    enter()
    known, unknown = [], []
    with time_machine.travel(time.time(), tick=False) as clock:
        for number in range(9):
            known.append(seconds("anna@desk.test", number))
            unknown.append(seconds("nobody@desk.test", number))
            clock.shift(900)
    difference = abs(statistics.median(known) - statistics.median(unknown))
    assert difference < 0.25 * statistics.median(known)


def test_a_thousand_guesses_test_at_most_ten_in_a_quarter_of_an_hour(people, monkeypatch):
    tested = []
    monkeypatch.setattr("tuki.people.signin.passwords.is_right", lambda *_: bool(tested.append(1)))
    with time_machine.travel(1_793_000_007, tick=False) as clock:
        answers = set()
        for number in range(1000):
            answers.add(outcome(password=str(number), network=f"198.51.{number % 250}.{number // 250}"))
            clock.shift(0.5)
    assert len(tested) <= 10 and "too many" in answers


def test_one_network_cannot_try_many_accounts(people, monkeypatch):
    tested = []
    monkeypatch.setattr("tuki.people.signin.passwords.is_right", lambda *_: bool(tested.append(1)))
    with time_machine.travel(1_793_000_007, tick=False) as clock:
        for number in range(1000):
            outcome(f"p{number}@desk.test", "x", network=f"2001:db8::{number:x}")
            clock.shift(0.5)
    assert len(tested) <= 100


def test_the_owner_still_enters_from_a_known_device(people, monkeypatch):
    device = known_device(people.anna.id)
    with time_machine.travel(1_793_000_007, tick=False):
        while outcome(password="guess", network="203.0.113.9") != "too many":
            pass
        assert outcome() == "too many"
        assert outcome(device=known_device(people.boris.id)) == "too many"
        assert outcome(device="forged") == "too many"
        assert outcome(device=device) == "Anna"
        copied = [outcome(password="guess", device=device) for _ in range(20)]
        assert copied.count("too many") == 16


def test_a_right_password_gives_the_tries_back(people):
    with time_machine.travel(1_793_000_007, tick=False):
        for _ in range(6):
            outcome(password="wrong")
            assert outcome() == "Anna"


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123", "", " " * 3, "x" * 2000])
def test_weak_passwords_are_refused_to_persons(people, password):
    session_count = Session.objects.count()
    before = Person.objects.get(pk=people.anna.id).password
    with pytest.raises(Invalid) as refused:
        set_password(people.actor(people.anna), people.anna.id, password=password)
    assert refused.value.code == "weak_password"
    assert Person.objects.get(pk=people.anna.id).password == before and Session.objects.count() == session_count


def test_nobody_sets_somebody_elses_password(people):
    for actor in (people.boris, people.clara):
        with pytest.raises(Refused):
            set_password(people.actor(actor), people.anna.id, password="a-long-new-password")
    assert outcome() == "Anna"


def test_repeating_ones_password_keeps_the_same_pace(people):
    anna = Person.objects.get(pk=people.anna.id)
    with time_machine.travel(1_793_000_007, tick=False):
        insist_own_password(anna, PASSWORD)
        for _ in range(4):
            with pytest.raises(Refused):
                insist_own_password(anna, "wrong")
        with pytest.raises(TooMany):
            insist_own_password(anna, PASSWORD)
