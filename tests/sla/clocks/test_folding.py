"""When clocks begin, stop, pause and are told, case by case. Hours are 7 to 15 UTC on weekdays (Oslo in winter)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sla.clocks.telling import Story, book, moment, policy, told
from tuki.kernel.conditions import read_condition
from tuki.sla.clocks.states import State
from tuki.sla.events import SlaBreached, SlaWarned
from tuki.sla.policies.book import Change, Library, Policy
from tuki.sla.policies.definition import AgreementDefinition, PolicyDefinition, StepDefinition
from tuki.sla.worktime import Calendar, read_calendar
from tuki.tickets.events import MessageConfirmed, MessageTakenBack, PriorityChanged, TicketRestored, TicketTrashed
from tuki.tickets.lines.events import TeamChanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

MONDAY = "2026-03-02"


def at(time: str, day: str = MONDAY) -> str:
    return f"{day} {time}"


def minutes(state) -> float:
    return state.used / timedelta(minutes=1)


def test_nothing_is_promised_when_no_policy_fits():
    story = Story(at("08:00"))
    other = policy(resolve=60, conditions={"fact": "kind", "op": "is", "value": ["complaint"]})
    assert told(story, book(other), at("09:00")) == {}
    assert told(story, book(), at("09:00")) == {}


def test_the_first_policy_that_fits_is_applied():
    complaints = policy(1, resolve=60, conditions={"fact": "kind", "op": "is", "value": ["complaint"]})
    all_others = policy(2, resolve=120)
    last = policy(3, resolve=5)
    found = told(Story(at("08:00")), book(complaints, all_others, last), at("08:10"))
    assert found["resolve"].policy.id == 2
    assert found["resolve"].due_at == moment(at("10:00"))


def test_a_machine_neither_answers_nor_waits():
    story = Story(at("08:00")).answer(at("08:05"), automatic=True)
    found = told(story, book(policy(first_response=60, next_response=60)), at("08:30"))
    assert found["first_response"].state is State.RUNNING
    story.answer(at("08:40")).word(at("08:45"), automatic=True)
    found = told(story, book(policy(first_response=60, next_response=60)), at("09:30"))
    assert found["first_response"].state is State.MET
    assert minutes(found["first_response"]) == 40
    assert "next_response" not in found


def test_each_wait_after_the_first_answer_is_a_round():
    story = Story(at("08:00")).answer(at("08:10")).word(at("08:20")).word(at("08:30")).answer(at("09:00"))
    story.word(at("09:10"))
    found = told(story, book(policy(next_response=30)), at("09:20"))
    assert found["next_response"].state is State.MISSED
    assert found["next_response"].due_at == moment(at("08:50"))
    assert found["next_response", 2].state is State.RUNNING
    assert found["next_response", 2].due_at == moment(at("09:40"))


def test_an_answer_that_is_taken_back_was_none():
    story = Story(at("08:00")).answer(at("08:10"))
    story.add(at("08:10"), MessageTakenBack(subject=1, message_id=1))
    found = told(story, book(policy(first_response=30)), at("08:20"))
    assert found["first_response"].state is State.RUNNING


def test_a_message_that_is_confirmed_later_waits_since_it_came():
    story = Story(at("08:00")).answer(at("08:10")).word(at("08:20"), public=False, verified=False)
    assert "next_response" not in told(story, book(policy(next_response=30)), at("08:25"))
    story.add(at("08:40"), MessageConfirmed(subject=1, message_id=2))
    found = told(story, book(policy(next_response=30)), at("08:45"))
    assert found["next_response"].due_at == moment(at("08:50"))


def test_updates_are_counted_from_word_to_word():
    story = Story(at("08:00")).answer(at("08:50")).answer(at("10:00"))
    found = told(story, book(policy(update=60)), at("10:10"))
    assert [found[key].state for key in ("update", ("update", 2), ("update", 3))] == [
        State.MET, State.MISSED, State.RUNNING,
    ]  # fmt: skip
    assert found["update", 3].due_at == moment(at("11:00"))


def test_completion_ends_updates_and_reopening_begins_them_anew():
    story = Story(at("08:00")).stands(at("08:30"), "completed")
    found = told(story, book(policy(update=60)), at("09:30"))
    assert set(found) == {"update"}
    assert found["update"].state is State.MET
    story.stands(at("09:40"), "in_progress")
    found = told(story, book(policy(update=60)), at("09:45"))
    assert found["update", 2].due_at == moment(at("10:40"))


def test_time_with_the_requester_does_not_count_and_says_by_whom():
    story = Story(at("08:00")).stands(at("09:00"), "information_needed")
    rules = book(policy(resolve=120))
    paused = told(story, rules, at("09:45"))["resolve"]
    assert (paused.state, paused.due_at, minutes(paused)) == (State.PAUSED, None, 60)
    assert paused.paused_by is not None
    assert (paused.paused_by.status, paused.paused_by.actor_id) == ("information_needed", 7)
    story.stands(at("10:00"), "in_progress")
    running = told(story, rules, at("10:30"))["resolve"]
    assert (running.state, running.due_at) == (State.RUNNING, moment(at("11:00")))
    assert [(part.label, running.standing_of(part) is not None) for part in running.sum()] == [
        ("running", False), ("paused", True), ("running", False),
    ]  # fmt: skip


def test_a_policy_says_which_statuses_pause():
    story = Story(at("08:00")).stands(at("09:00"), "external_processing").stands(at("10:00"), "in_progress")
    counts = told(story, book(policy(resolve=240)), at("10:00"))["resolve"]
    pauses = told(story, book(policy(resolve=240, pause_statuses=["external_processing"])), at("10:00"))["resolve"]
    assert (minutes(counts), minutes(pauses)) == (120, 60)
    never = told(Story(at("08:00")).stands(at("09:00"), "information_needed"),
                 book(policy(resolve=240, pause_stages=[])), at("10:00"))["resolve"]  # fmt: skip
    assert (never.state, minutes(never)) == (State.RUNNING, 120)


def test_what_was_late_before_the_pause_stays_due_and_late():
    story = Story(at("08:00")).stands(at("09:00"), "information_needed")
    found = told(story, book(policy(resolve=30)), at("12:00"))["resolve"]
    assert (found.state, found.is_breached, found.due_at) == (State.PAUSED, True, moment(at("08:30")))
    assert [each.at for each in found.coming()] == [moment(at("08:30"))]


def test_reopening_goes_on_with_the_same_clock_without_the_time_between():
    story = Story(at("08:00")).stands(at("09:00"), "completed")
    rules = book(policy(resolve=120))
    done = told(story, rules, at("12:00"))["resolve"]
    assert (done.state, done.stopped_at, minutes(done)) == (State.MET, moment(at("09:00")), 60)
    story.stands(at("12:00"), "in_progress")
    again = told(story, rules, at("12:30"))["resolve"]
    assert (again.state, again.due_at, minutes(again)) == (State.RUNNING, moment(at("13:00")), 90)


def test_a_first_answer_that_never_came_is_dropped_by_completion_and_missed_when_late():
    story = Story(at("08:00")).stands(at("09:00"), "completed")
    assert told(story, book(policy(first_response=120)), at("14:00"))["first_response"].state is State.DROPPED
    assert told(story, book(policy(first_response=30)), at("14:00"))["first_response"].state is State.MISSED


def test_rejecting_the_completion_is_a_word():
    story = Story(at("08:00")).answer(at("08:10")).stands(at("09:00"), "completed")
    story.stands(at("09:30"), "rejected", is_rejection=True)
    found = told(story, book(policy(next_response=60)), at("09:40"))["next_response"]
    assert (found.started_at, found.due_at) == (moment(at("09:30")), moment(at("10:30")))


def test_service_is_restored_by_the_status_that_the_policy_names():
    story = Story(at("08:00")).stands(at("09:00"), "external_processing").stands(at("11:00"), "in_progress")
    rules = book(policy(restore=120, resolve=480, restore_statuses=["external_processing"]))
    found = told(story, rules, at("12:00"))
    assert (found["restore"].state, found["restore"].stopped_at) == (State.MET, moment(at("09:00")))
    assert found["resolve"].state is State.RUNNING
    plain = told(story, book(policy(restore=120)), at("12:00"))["restore"]
    assert (plain.state, plain.is_breached) == (State.RUNNING, True)


def test_in_the_trash_nothing_runs_and_afterwards_it_goes_on():
    story = Story(at("08:00")).add(at("09:00"), TicketTrashed(subject=1))
    rules = book(policy(resolve=120, first_response=240))
    found = told(story, rules, at("12:00"))
    assert {each.state for each in found.values()} == {State.DROPPED}
    story.add(at("12:00"), TicketRestored(subject=1))
    assert told(story, rules, at("12:30"))["resolve"].due_at == moment(at("13:00"))


def test_a_running_clock_is_counted_from_its_beginning_by_the_priority_of_now():
    story = Story(at("08:00"), priority=4)
    rules = book(policy(resolve=(30, 60, 120, 480)))
    assert told(story, rules, at("08:45"))["resolve"].due_at == moment("2026-03-03 08:00")
    story.add(at("08:50"), PriorityChanged(subject=1, old=4, new=1))
    raised = told(story, rules, at("08:51"))["resolve"]
    assert (raised.due_at, raised.is_breached) == (moment(at("08:30")), True)
    story.add(at("08:55"), PriorityChanged(subject=1, old=1, new=2))
    assert told(story, rules, at("08:56"))["resolve"].due_at == moment(at("09:00"))


def test_a_priority_without_promise_has_no_clock():
    story = Story(at("08:00"), priority=4)
    assert told(story, book(policy(resolve=(30, 60, 120, None))), at("09:00")) == {}


def test_a_stopped_clock_keeps_the_verdict_of_its_day_whatever_changes_later():
    story = Story(at("08:00"), priority=3).answer(at("08:20"))
    story.add(at("09:00"), PriorityChanged(subject=1, old=3, new=1))
    found = told(story, book(policy(first_response=(10, 10, 30, 30))), at("10:00"))["first_response"]
    assert (found.state, found.minutes, found.priority) == (State.MET, 30, 3)


def _since(id_: int, since: str, **promised: int) -> Policy:
    return policy(id_, since=moment(since), **promised)


def test_a_changed_policy_or_calendar_counts_for_what_runs_and_not_for_what_stopped():
    wide: Calendar = read_calendar(zone="Europe/Oslo", week={"mon": [["00:00", "24:00"]]})
    narrow = book().calendars[1]
    old = _since(1, at("07:00"), first_response=30, resolve=480)
    new = _since(1, at("09:00"), first_response=5, resolve=60)
    books = Library(
        book(new, calendar=wide),
        [
            Change(moment(at("06:00")), calendar=(1, narrow), default_calendar_id=1),
            Change(moment(at("07:00")), policy=old),
            Change(moment(at("09:00")), policy=new),
            Change(moment(at("09:30")), calendar=(1, wide)),
        ],
    )
    story = Story(at("06:50")).answer(at("07:25"))
    found = told(story, books, at("10:00"))
    assert (found["first_response"].state, found["first_response"].due_at) == (State.MET, moment(at("07:30")))
    assert found["resolve"].due_at == moment(at("07:50"))


def test_what_ended_before_there_was_a_policy_was_never_promised():
    books = Library(book(_since(1, at("12:00"), first_response=5)), [
        Change(moment(at("06:00")), calendar=(1, book().calendars[1]), default_calendar_id=1),
        Change(moment(at("12:00")), policy=_since(1, at("12:00"), first_response=5)),
    ])  # fmt: skip
    assert told(Story(at("08:00")).answer(at("09:00")), books, at("13:00")) == {}


def test_late_is_not_wrong_an_answer_that_was_recorded_late_counts_when_it_was_given():
    story = Story(at("08:00")).answer(at("08:20"), recorded=at("11:00"))
    found = told(story, book(policy(first_response=30)), at("11:00"))["first_response"]
    assert (found.state, minutes(found)) == (State.MET, 20)


STEPS = [
    StepDefinition(percent=50, receivers=["assignee"]),
    StepDefinition(minutes=-10, receivers=["team"], targets=["resolve"]),
    StepDefinition(minutes=0, receivers=["lead"]),
    StepDefinition(minutes=60, receivers=["manager"]),
]


def test_steps_come_in_order_and_a_warning_is_none_after_the_breach():
    rules = book(policy(resolve=60, first_response=30, steps=STEPS))
    found = told(Story(at("08:00")), rules, at("08:05"))
    resolve = [(each.step.code, each.at) for each in found["resolve"].coming()]
    assert resolve == [
        ("p50", moment(at("08:30"))), ("m-10", moment(at("08:50"))), ("m+0", moment(at("09:00"))),
        ("m+60", moment(at("10:00"))),
    ]  # fmt: skip
    assert [each.step.code for each in found["first_response"].coming()] == ["p50", "m+0", "m+60"]
    late = told(Story(at("08:00")), rules, at("09:30"))["resolve"]
    assert [each.step.code for each in late.coming()] == ["m+0", "m+60"]
    assert late.steps()[2].receivers == ["lead"]


def test_what_was_told_is_not_told_again_unless_another_time_is_promised():
    story = Story(at("08:00"), priority=3)
    rules = book(policy(resolve=(20, 30, 60, 120), steps=STEPS))
    told_of = {"subject": 1, "target": "resolve", "round": 1, "policy_id": 1, "minutes": 60}
    story.add(at("08:30"), SlaWarned(**told_of, step="p50", due_at=moment(at("09:00"))))
    story.add(at("09:00"), SlaBreached(**told_of, step="m+0", due_at=moment(at("09:00"))))
    assert [each.step.code for each in told(story, rules, at("09:01"))["resolve"].coming()] == ["m+60"]
    story.add(at("09:05"), PriorityChanged(subject=1, old=3, new=4))
    relaxed = told(story, rules, at("09:06"))["resolve"]
    assert (relaxed.is_breached, next(each.step.code for each in relaxed.coming())) == (False, "p50")
    story.add(at("09:07"), PriorityChanged(subject=1, old=4, new=3))
    assert [each.step.code for each in told(story, rules, at("09:08"))["resolve"].coming()] == ["m+60"]


def test_a_breach_is_told_even_when_it_was_kept_before_anybody_noticed():
    story = Story(at("08:00")).answer(at("09:00"))
    found = told(story, book(policy(first_response=30, steps=STEPS)), at("09:10"))["first_response"]
    assert (found.state, [each.step.code for each in found.coming()]) == (State.MISSED, ["m+0"])


def test_nobody_is_woken_for_what_fell_due_before_the_policy_said_so_or_the_ticket_was_known():
    fresh = policy(resolve=60, steps=STEPS, since=moment(at("09:30")))
    found = told(Story(at("08:00")), book(fresh), at("09:40"))["resolve"]
    assert (found.is_breached, [each.step.code for each in found.coming()]) == (True, ["m+60"])
    imported = Story(at("08:00"))
    imported.entries[0] = type(imported.entries[0])(
        **{name: getattr(imported.entries[0], name) for name in imported.entries[0].__struct_fields__}
        | {"recorded_at": moment("2026-03-05 08:00")}
    )
    assert list(told(imported, book(policy(resolve=60, steps=STEPS)), "2026-03-05 08:01")["resolve"].coming()) == []


AGREEMENTS = [
    AgreementDefinition(name="First line", party="line", line=1, minutes=(60,) * 4),
    AgreementDefinition(name="Second line", party="line", line=2, minutes=(120,) * 4),
    AgreementDefinition(name="Fjordkabel", party="vendor", minutes=(240,) * 4),
]


def _passed(story: Story, when: str, old: int, new: int) -> Story:
    return story.add(when, TeamChanged(subject=1, old=old, new=new, line=new, way="escalated",
                                       old_department_id=1, new_department_id=1, agent_id=None))  # fmt: skip


def test_lines_and_vendors_are_counted_per_stay():
    story = _passed(Story(at("08:00"), team_id=1), at("09:30"), 1, 2)
    story.stands(at("10:00"), "external_processing").stands(at("11:00"), "in_progress")
    story = _passed(story, at("11:30"), 2, 1).stands(at("12:00"), "completed").stands(at("13:00"), "in_progress")
    found = told(story, book(policy(agreements=AGREEMENTS)), at("13:15"), lines={1: 1, 2: 2})
    lines = [(found[key].party, found[key].state, minutes(found[key]))
             for key in ("line", ("line", 2), ("line", 3), ("line", 4))]  # fmt: skip
    assert lines == [
        ("First line", State.MISSED, 90), ("Second line", State.MET, 60), ("First line", State.MET, 30),
        ("First line", State.RUNNING, 15),
    ]  # fmt: skip
    assert (found["vendor"].party, found["vendor"].state, minutes(found["vendor"])) == ("Fjordkabel", State.MET, 60)


def test_a_vendor_that_names_a_status_comes_before_one_of_all():
    named = AgreementDefinition(name="Own", party="vendor", statuses=["external_processing"], minutes=(30,) * 4)
    story = Story(at("08:00")).stands(at("09:00"), "external_processing")
    found = told(story, book(policy(agreements=[*AGREEMENTS, named])), at("09:10"))["vendor"]
    assert (found.party, found.due_at) == ("Own", moment(at("09:30")))


def test_a_clock_that_cannot_be_computed_says_so_and_stops_no_other():
    never = read_calendar(zone="UTC", week={})
    definition = PolicyDefinition(name="x", targets=policy(resolve=60, update=60).definition.targets)
    broken = Policy(1, definition, read_condition({}, {}), moment("2000-01-01"))
    found = told(Story(at("08:00")), book(broken, calendar=never), at("09:00"))["resolve"]
    assert (found.trouble, found.due_at, found.state) == ("no_hours", None, State.RUNNING)
