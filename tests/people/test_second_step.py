"""Codes are used once, five tries, recovery codes once, nothing kept in clear (F162, F167)."""

import pyotp
import pytest
import time_machine

from tuki.kernel import clock
from tuki.kernel.refusals import Invalid, NotFound, Refused, TooMany
from tuki.people.models import RecoveryCode, Totp
from tuki.people.signin.second_step import (
    begin_totp,
    confirm_totp,
    has_second_step,
    insist_second_step,
    make_recovery_codes,
    recovery_codes_left,
    remove_second_step,
    remove_second_step_of,
    waiting_totp,
)

START = 1_793_000_010


@pytest.fixture
def moment():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def anna(cast, moment):
    """Anna with a second step; its secret and recovery codes hang on her actor's test double."""
    actor = cast.actor(cast.anna)
    secret = begin_totp(actor).secret
    codes = confirm_totp(actor, code_of(secret))
    moment.shift(60)
    return actor, secret, codes


def code_of(secret, shift=0):
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=shift)


def is_taken(actor, code):
    try:
        insist_second_step(actor, code)
    except Invalid:
        return False
    return True


def test_a_secret_counts_only_when_confirmed(cast, moment):
    actor = cast.actor(cast.anna)
    setup = begin_totp(actor)
    assert not has_second_step(actor.id) and waiting_totp(actor).secret == setup.secret
    assert setup.address.startswith("otpauth://totp/") and setup.secret in setup.address
    with pytest.raises(Invalid):
        confirm_totp(actor, "000000" if code_of(setup.secret) != "000000" else "111111")
    assert len(confirm_totp(actor, code_of(setup.secret))) == 10
    assert has_second_step(actor.id) and waiting_totp(actor) is None
    with pytest.raises(Refused):
        begin_totp(actor)


def test_a_code_works_once_also_within_its_half_minute(anna, moment):
    actor, secret, _ = anna
    code = code_of(secret)
    assert is_taken(actor, f" {code[:3]} {code[3:]} ") and not is_taken(actor, code)
    assert not is_taken(actor, code_of(secret, -1)), "an older code after a newer one"
    moment.shift(30)
    assert is_taken(actor, code_of(secret))


@pytest.mark.parametrize(("shift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_step(anna, shift, taken):
    actor, secret, _ = anna
    assert is_taken(actor, code_of(secret, shift)) is taken


@pytest.mark.parametrize("code", ["", "0", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "%", "null", "\0"])
def test_what_is_no_code_is_refused(anna, code):
    assert not is_taken(anna[0], code)


def test_five_tries_then_waiting_even_with_the_right_code(anna, moment):
    actor, secret, codes = anna
    for _ in range(5):
        assert not is_taken(actor, "x")
    for right in (code_of(secret), codes[0]):
        with pytest.raises(TooMany):
            insist_second_step(actor, right)
    moment.shift(920)
    assert is_taken(actor, code_of(secret))


def test_a_recovery_code_works_once(anna, moment):
    actor, _, codes = anna
    assert is_taken(actor, codes[3].lower().replace("-", " "))
    assert not is_taken(actor, codes[3]) and recovery_codes_left(actor) == 9
    fresh = make_recovery_codes(actor)
    assert not is_taken(actor, codes[4]) and is_taken(actor, fresh[0])


def test_one_persons_codes_are_nothing_to_another(anna, cast):
    boris = cast.actor(cast.boris)
    assert not is_taken(boris, code_of(anna[1])) and not is_taken(boris, anna[2][0])
    with pytest.raises(NotFound):
        make_recovery_codes(boris)


def test_secrets_and_codes_are_not_in_the_database(anna):
    _, secret, codes = anna
    stored = str(list(Totp.objects.values()) + list(RecoveryCode.objects.values()))
    assert secret not in stored and not any(code.replace("-", "") in stored for code in codes)


def test_taking_it_off_needs_a_code_or_another_who_manages_agents(anna, cast):
    actor, _, _ = anna
    with pytest.raises(Invalid):
        remove_second_step(actor, "x")
    with pytest.raises(Refused):
        remove_second_step_of(cast.actor(cast.boris), actor.id)
    with pytest.raises(Refused):
        remove_second_step_of(cast.actor(cast.vera), cast.vera.id)
    assert has_second_step(actor.id)
    remove_second_step_of(cast.actor(cast.vera), actor.id)
    assert not has_second_step(actor.id) and recovery_codes_left(actor) == 0
