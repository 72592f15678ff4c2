"""Sessions: digests at rest, a new id at each sign-in, idle and absolute ends, ends at once (F162–F166)."""

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from tuki.kernel.log import events_of
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.commands.persons import deactivate_person, set_password
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Session
from tuki.people.signin.middleware import SignIn
from tuki.people.signin.sessions import (
    begin_session,
    end_other_sessions,
    end_session,
    forget_ended_sessions,
    living_sessions,
    own_sessions,
    signed_in,
)

START = "2026-11-02T08:00:00Z"


def begin(cast, person, **values):
    return begin_session(cast.actor(person), way="password", **values)


def reads(token):
    return signed_in(token, cause="test")


def asked(token, *, background=False, passive=False):
    """A request passes the middleware; returns it."""

    def view(request):
        return HttpResponse()

    view.is_passive = passive
    request = RequestFactory().get("/desk/", headers={"X-Background": "1"} if background else {})
    request.COOKIES[settings.SESSION_COOKIE_NAME] = token
    middleware = SignIn(view)
    middleware(request)
    middleware.process_view(request, view, (), {})
    return request


def test_a_session_tells_who_asks_in_one_query(cast, django_assert_num_queries):
    begun = begin(cast, cast.anna)
    asked(begun.token)  # the first page brings an agent online
    with django_assert_num_queries(1):
        request = asked(begun.token)
    assert (request.actor.id, request.person_name) == (cast.anna.id, "Anna")
    assert request.session_id == begun.session_id
    assert request.actor.holds("tickets.reply", cast.support.id)
    assert not request.actor.holds("tickets.reply", cast.billing.id)


def test_without_a_cookie_nothing_is_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        request = asked("")
    assert (request.actor, request.session_id, request.person_name) == (None, None, "")


@pytest.mark.parametrize("token", ["x", "%", "*", "' OR 1=1", "a" * 10_000, "\0"])
def test_invented_tokens_are_nobody(cast, token):
    begin(cast, cast.anna)
    assert asked(token).actor is None


def test_the_database_holds_only_a_digest(cast):
    begun = begin(cast, cast.anna)
    row = Session.objects.values().get(pk=begun.session_id)
    assert begun.token not in str(row) and len(begun.token) >= 43


def test_a_new_sign_in_replaces_the_token_that_the_browser_held(cast):
    first = begin(cast, cast.anna)
    second = begin(cast, cast.anna, replaces=first.token)
    assert first.token != second.token
    assert reads(first.token) is None and reads(second.token).actor.id == cast.anna.id
    ways = [entry.event.way for entry in events_of("person", cast.anna.id) if entry.event.kind == "person.signed_in"]
    assert ways == ["password", "password"]


def test_an_agent_is_signed_out_after_twelve_hours_without_activity(cast):
    with time_machine.travel(START, tick=False) as clock:
        begun = begin(cast, cast.anna)
        clock.shift(11 * 3600)
        asked(begun.token)
        clock.shift(11 * 3600)
        assert reads(begun.token)
        clock.shift(3600)
        assert reads(begun.token) is None


@pytest.mark.parametrize("how", [{"background": True}, {"passive": True}])
def test_what_scripts_fetch_by_themselves_is_no_activity(cast, how):
    with time_machine.travel(START, tick=False) as clock:
        begun = begin(cast, cast.anna)
        for _ in range(23):
            clock.shift(1800)
            assert asked(begun.token, **how).actor
        clock.shift(1800)
        assert asked(begun.token, **how).actor is None


def test_no_session_outlives_thirty_days(cast):
    with time_machine.travel(START, tick=False) as clock:
        agents, contacts = begin(cast, cast.anna), begin(cast, cast.clara)
        for _ in range(30 * 4 - 1):
            clock.shift(6 * 3600)
            assert asked(agents.token).actor and asked(contacts.token).actor
        clock.shift(6 * 3600)
        assert asked(agents.token).actor is None and asked(contacts.token).actor is None
        assert forget_ended_sessions() == 2


def test_activity_is_written_at_most_once_a_minute(cast, django_assert_num_queries):
    with time_machine.travel(START, tick=False) as clock:
        begun = begin(cast, cast.anna)
        asked(begun.token)
        clock.shift(59)
        with django_assert_num_queries(1):
            asked(begun.token)
        clock.shift(1)
        with django_assert_num_queries(2):
            asked(begun.token)


def test_a_new_password_and_a_deactivation_end_every_session(cast):
    anna = [begin(cast, cast.anna) for _ in range(2)]
    set_password(cast.actor(cast.anna), cast.anna.id, password="a-long-new-password")
    assert [reads(each.token) for each in anna] == [None, None]
    boris = begin(cast, cast.boris)
    deactivate_person(cast.actor(cast.vera), cast.boris.id)
    assert reads(boris.token) is None
    with pytest.raises(Refused):
        begin(cast, cast.boris)


def test_one_ends_ones_own_sessions_and_nobody_elses(cast):
    mine, other, dmitris = begin(cast, cast.clara), begin(cast, cast.clara), begin(cast, cast.dmitri)
    with pytest.raises(NotFound):
        end_session(cast.actor(cast.dmitri), mine.session_id)
    assert [each.id for each in own_sessions(cast.actor(cast.dmitri))] == [dmitris.session_id]
    assert end_other_sessions(cast.actor(cast.clara), except_id=mine.session_id) == 1
    assert reads(other.token) is None and reads(mine.token) and reads(dmitris.token)
    end_session(cast.actor(cast.clara), mine.session_id)
    assert reads(mine.token) is None
    ended = [e.event.session_id for e in events_of("person", cast.clara.id) if e.event.kind == "person.signed_out"]
    assert ended == [other.session_id, mine.session_id]


def test_open_pages_go_on_while_their_sessions_live_and_with_present_rights(cast, django_assert_num_queries):
    with time_machine.travel(START, tick=False) as clock:
        anna, boris, clara, gone = (
            begin(cast, each).session_id for each in (cast.anna, cast.boris, cast.clara, cast.dmitri)
        )
        deactivate_person(cast.actor(cast.vera), cast.dmitri.id)
        open_pages = [anna, boris, clara, gone, anna]
        with django_assert_num_queries(1):
            assert set(living_sessions(open_pages)) == {anna, boris, clara}
        assert living_sessions([anna])[anna].holds("tickets.reply", cast.support.id)
        grant_roles(cast.actor(cast.vera), cast.anna.id, roles=[])
        assert not living_sessions([anna])[anna].holds("tickets.reply", cast.support.id)
        end_session(cast.actor(cast.boris), boris)
        assert set(living_sessions(open_pages)) == {anna, clara}
        clock.shift(12 * 3600)
        assert set(living_sessions(open_pages)) == {clara}
        clock.shift(30 * 24 * 3600)
        assert living_sessions(open_pages) == {}
