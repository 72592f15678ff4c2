"""Signed reply addresses (faults F044, F045, F049; goal G22)."""

from __future__ import annotations

import random
import string

import pytest

from tuki.channels.email.outgoing.reply_address import read_reply_address, reply_address

BASE = "support@desk.test"
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def test_what_was_signed_is_read_back():
    signed = read_reply_address(reply_address(BASE, 1042))
    assert signed is not None
    assert (signed.ticket_id, signed.agent_id, signed.address) == (1042, None, BASE)
    for_agent = read_reply_address(reply_address(BASE, 2**39, agent_id=7))
    assert for_agent is not None
    assert (for_agent.ticket_id, for_agent.agent_id) == (2**39, 7)


def test_the_case_of_an_address_does_not_matter():
    address = reply_address("Support@Desk.Test", 5)
    assert read_reply_address(address.upper()) == read_reply_address(address.lower()) == read_reply_address(address)
    assert read_reply_address(address) is not None


def test_100_000_guessed_tokens_are_refused():
    dice = random.Random(44)
    for number in range(100_000):
        token = "".join(dice.choices(ALPHABET, k=24 if number % 2 else 32))
        assert read_reply_address(f"support+{token}@desk.test") is None


def test_every_shortened_lengthened_or_changed_token_is_refused():
    for address in (reply_address(BASE, 5), reply_address(BASE, 5, agent_id=3)):
        local, _, domain = address.partition("@")
        for end in range(len(local)):
            assert read_reply_address(f"{local[:end]}@{domain}") is None
        for addition in [*string.printable, "\0", "\u017f", "\ud800", "==", "aaaaaaaa"]:
            assert read_reply_address(f"{local}{addition}@{domain}") is None
        at = len("support+")
        for place in range(at, len(local)):
            other = ALPHABET[(ALPHABET.index(local[place]) + 1) % 32]
            assert read_reply_address(f"{local[:place]}{other}{local[place + 1 :]}@{domain}") is None


def test_a_token_is_bound_to_its_mailbox_and_to_its_kind():
    token = reply_address(BASE, 5).partition("+")[2].partition("@")[0]
    for address in (f"billing+{token}@desk.test", f"support+{token}@other.test", f"x.support+{token}@desk.test"):
        assert read_reply_address(address) is None
    agents = reply_address(BASE, 5, agent_id=3).partition("+")[2].partition("@")[0]
    assert read_reply_address(f"support+{agents[:24]}@desk.test") is None
    assert read_reply_address(f"support+{agents[:8]}{agents[16:]}@desk.test") is None


@pytest.mark.parametrize(
    "address",
    ["", "@", "+@", "support+@desk.test", "support@desk.test", "+" + "a" * 24 + "@desk.test", "support+id123@desk.test"]
    + [f"support+{token}@desk.test" for token in ("ſ" * 24, "K" * 24, "a" * 23 + "\n", " " + "a" * 23, "1" * 24)]
    + ["\ud800+" + "a" * 24 + "@desk.test", "support+" + "a" * 24 + "@\ud800", "a" * 100_000],
)
def test_garbage_is_refused_quietly(address):
    assert read_reply_address(address) is None


def test_an_address_without_room_for_a_token_stays_as_it_is():
    long = "a-very-long-department-name-that-fills-up@desk.test"
    assert reply_address(long, 5) == long
    assert len(reply_address("support-for-customers-of-the-north@desk.test", 5).partition("@")[0]) <= 64
