"""States of agents: by hand, by absence, and back with the next page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import queries_of
from tuki.kernel import clock
from tuki.kernel.log import events_of
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.agents.absence import offline_after_minutes, set_absence_rule
from tuki.people.agents.queries import states_of
from tuki.people.agents.reasons import add_builtin_pause_reasons, pause_reasons, set_pause_reason
from tuki.people.agents.states import absent, change_state, come_back, go_offline, note_open_pages
from tuki.people.agents.work import Work, remove_skill, set_skill, set_work, work_of
from tuki.people.commands.persons import deactivate_person
from tuki.people.jobs import note_absence

pytestmark = pytest.mark.django_db


@pytest.fixture
def reasons(cast) -> None:
    add_builtin_pause_reasons(SYSTEM)


def state_of(person) -> str:
    return states_of([person.id])[person.id].state


def told(person) -> list[tuple[str, str, bool]]:
    events = [entry.event for entry in events_of("person", person.id)]
    return [(each.old, each.new, each.is_automatic) for each in events if each.kind == "person.state_changed"]


def test_one_changes_ones_own_state_and_a_dispatcher_those_of_others(cast, reasons):
    anna, boris = cast.actor(cast.anna), cast.actor(cast.boris)
    change_state(anna, cast.anna.id, state="online")
    change_state(anna, cast.anna.id, state="online")
    change_state(anna, cast.anna.id, state="pause", reason="lunch")
    assert states_of([cast.anna.id])[cast.anna.id].words == "In a pause: Lunch"
    with pytest.raises(Refused, match="not_allowed"):
        change_state(boris, cast.anna.id, state="offline")
    change_state(cast.actor(cast.vera), cast.anna.id, state="away")
    assert told(cast.anna) == [("offline", "online", False), ("online", "pause", False), ("pause", "away", False)]


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [("pause", "", "pause_reason_needed"), ("pause", "nap", "pause_reason_needed"), ("asleep", "", "unknown_state")],
)
def test_states_that_make_no_sense_are_refused(cast, reasons, state, reason, code):
    with pytest.raises(Invalid, match=code):
        change_state(cast.actor(cast.anna), cast.anna.id, state=state, reason=reason)
    assert told(cast.anna) == []


def test_only_agents_have_a_state(cast):
    with pytest.raises(Invalid, match="not_an_agent"):
        change_state(SYSTEM, cast.clara.id, state="online")
    deactivate_person(SYSTEM, cast.anna.id)
    with pytest.raises(Invalid, match="not_an_agent"):
        change_state(SYSTEM, cast.anna.id, state="online")


def test_a_page_brings_online_whom_nobody_saw(cast):
    client = browser(cast.anna)
    client.get("/desk/lists/open")
    assert told(cast.anna) == [("offline", "online", True)]
    with clock.at(clock.now() + timedelta(minutes=16)):
        note_absence()
        assert told(cast.anna)[-1] == ("online", "offline", True)
        client.get("/desk/lists/open", headers={"x-background": "1"})
        assert state_of(cast.anna) == "offline"
        client.get("/desk/lists/open")
        assert state_of(cast.anna) == "online"


def test_who_went_offline_stays_so(cast):
    client = browser(cast.anna)
    change_state(cast.actor(cast.anna), cast.anna.id, state="offline")
    client.get("/desk/lists/open")
    come_back(cast.actor(cast.anna))
    assert state_of(cast.anna) == "offline"


def test_open_pages_and_sessions_keep_agents_at_work(cast):
    client = browser(cast.anna)
    client.get("/desk/lists/open")
    start = clock.now()
    with clock.at(start + timedelta(minutes=10)):
        client.get("/desk/lists/open")
    with clock.at(start + timedelta(minutes=20)):
        note_absence()
        assert state_of(cast.anna) == "online"
    with clock.at(start + timedelta(minutes=24)):
        note_open_pages(SYSTEM, [cast.anna.id])
    with clock.at(start + timedelta(minutes=26)):
        note_absence()
        assert state_of(cast.anna) == "online"
    with clock.at(start + timedelta(minutes=40)):
        assert list(absent().values_list("person_id", flat=True)) == [cast.anna.id]
        assert go_offline(SYSTEM, cast.anna.id) is True
        assert go_offline(SYSTEM, cast.anna.id) is False


def test_the_rule_of_absence_is_a_setting(cast):
    assert offline_after_minutes() == 15
    with pytest.raises(Invalid):
        set_absence_rule(SYSTEM, offline_after_minutes=1)
    set_absence_rule(cast.actor(cast.vera), offline_after_minutes=5)
    assert offline_after_minutes() == 5
    browser(cast.anna).get("/desk/lists/open")
    with clock.at(clock.now() + timedelta(minutes=6)):
        note_absence()
    assert state_of(cast.anna) == "offline"


def test_the_state_costs_no_query_of_its_own(cast):
    client = browser(cast.anna)
    client.get("/account")
    asked = [sql for sql in queries_of(lambda: client.get("/account")) if '"people_agentstate"' in sql]
    assert len(asked) == 1
    assert 'FROM "people_session"' in asked[0]


def test_reasons_are_data(cast, reasons):
    set_pause_reason(SYSTEM, code="lunch", name="Lunch", is_active=False)
    set_pause_reason(SYSTEM, code="doctor", name="Doctor", position=9)
    assert [each.code for each in pause_reasons()] == ["break", "meeting", "training", "other_work", "doctor"]
    with pytest.raises(Invalid, match="pause_reason_needed"):
        change_state(SYSTEM, cast.anna.id, state="pause", reason="lunch")
    with pytest.raises(Refused):
        set_pause_reason(cast.actor(cast.anna), code="nap", name="Nap")


def test_skills_languages_and_capacity(cast):
    set_skill(SYSTEM, code="sql", name="Databases")
    values = {"skills": {"sql": 3}, "languages": ["ru", "EN", "ru"], "capacity": 4}
    with pytest.raises(Refused):
        set_work(cast.actor(cast.anna), cast.anna.id, **values)
    for _ in range(2):
        set_work(cast.actor(cast.vera), cast.anna.id, **values)
    assert work_of([cast.anna.id, cast.boris.id]) == {
        cast.anna.id: Work({"sql": 3}, ("ru", "en"), 4),
        cast.boris.id: Work(),
    }
    kinds = [entry.event.kind for entry in events_of("person", cast.anna.id)]
    assert kinds.count("person.work_changed") == 1
    for wrong in ({"skills": {"cobol": 1}}, {"skills": {"sql": 4}}, {"capacity": 0}):
        with pytest.raises(Invalid):
            set_work(SYSTEM, cast.anna.id, **(values | wrong))
    remove_skill(SYSTEM, code="sql")
    assert work_of([cast.anna.id])[cast.anna.id].skills == {}
