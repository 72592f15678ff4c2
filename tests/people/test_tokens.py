"""Tokens of programs: scopes, end, revoking, digests at rest (F162, F176)."""

from datetime import timedelta

import pytest
import time_machine

from tests.cast import SYSTEM
from tuki.kernel import clock
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.commands.persons import deactivate_person
from tuki.people.models import ApiToken
from tuki.people.signin.scopes import insist_scope
from tuki.people.signin.tokens import actor_for_token, make_token, own_tokens, revoke_token, set_token


def test_a_token_acts_as_its_person_within_its_scopes(cast, django_assert_num_queries):
    anna = cast.actor(cast.anna)
    value = make_token(anna, anna.id, name="reports", scopes=["tickets:read"])
    actor_for_token(value)
    with django_assert_num_queries(1):
        actor = actor_for_token(value)
    assert actor.id == anna.id and actor.access == anna.access
    insist_scope(actor, "tickets:read")
    with pytest.raises(Refused) as refused:
        insist_scope(actor, "tickets:write")
    assert "tickets:write" in refused.value.sentence
    insist_scope(actor_for_token(make_token(anna, anna.id, name="all")), "tickets:write")


def test_a_token_is_kept_as_a_digest_only(cast):
    value = make_token(cast.actor(cast.anna), cast.anna.id, name="x")
    assert value.startswith("tuki_") and value not in str(list(ApiToken.objects.values()))


@pytest.mark.parametrize("value", ["", "%", "*", "tuki_", "tuki_%", "Bearer x"])
def test_invented_tokens_are_nobody(cast, value):
    make_token(cast.actor(cast.anna), cast.anna.id, name="x")
    assert actor_for_token(value) is None


def test_a_token_ends_when_revoked_over_or_its_person_gone(cast):
    anna = cast.actor(cast.anna)
    revoked, over, gone = (
        make_token(anna, anna.id, name=str(n), expires_at=clock.now() + timedelta(days=n)) for n in (3, 1, 5)
    )
    with pytest.raises(NotFound):
        revoke_token(cast.actor(cast.boris), ApiToken.objects.get(name="3").id)
    revoke_token(anna, ApiToken.objects.get(name="3").id)
    assert actor_for_token(revoked) is None and actor_for_token(over)
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert actor_for_token(over) is None and actor_for_token(gone)
    deactivate_person(cast.actor(cast.vera), anna.id)
    assert actor_for_token(gone) is None


def test_nobody_makes_tokens_for_somebody_else(cast):
    with pytest.raises(Refused):
        make_token(cast.actor(cast.anna), cast.vera.id, name="mine now")
    with pytest.raises(Refused):
        make_token(cast.actor(cast.clara), cast.dmitri.id, name="mine now")
    with pytest.raises(Invalid):
        make_token(cast.actor(cast.anna), cast.anna.id, name="x", scopes=["everything"])
    with pytest.raises(Invalid):
        make_token(cast.actor(cast.anna), cast.anna.id, name="x", expires_at=clock.now())
    assert not ApiToken.objects.exists()


def test_the_operator_may_choose_a_value(cast):
    set_token(SYSTEM, cast.anna.id, value="anna-token")
    set_token(SYSTEM, cast.anna.id, value="anna-token")
    assert actor_for_token("anna-token").id == cast.anna.id and ApiToken.objects.count() == 1
    with pytest.raises(Invalid):
        set_token(SYSTEM, cast.boris.id, value="anna-token")
    with pytest.raises(Refused):
        set_token(cast.actor(cast.vera), cast.vera.id, value="chosen")


def test_the_last_use_is_noted_at_most_once_a_minute(cast, django_assert_num_queries):
    with time_machine.travel("2026-11-02T08:00:00Z", tick=False) as time:
        anna = cast.actor(cast.anna)
        value = make_token(anna, anna.id, name="x")
        actor_for_token(value)
        assert own_tokens(anna)[0].used_at == clock.now()
        time.shift(59)
        with django_assert_num_queries(1):
            actor_for_token(value)
        time.shift(1)
        with django_assert_num_queries(2):
            actor_for_token(value)
