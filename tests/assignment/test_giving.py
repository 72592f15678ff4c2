"""Tickets find their agents: when they come, when somebody comes, in which order, and why."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.assignment.conftest import work
from tests.cast import SYSTEM
from tests.queries import queries_of
from tuki.assignment.commands.giving import Outcome, give_by_policy
from tuki.assignment.definition import AssignmentDefinition, SkillNeed
from tuki.assignment.policies import policy_of, set_policy
from tuki.assignment.queries.queues import queue_of
from tuki.kernel import clock
from tuki.kernel.models import Job
from tuki.kernel.refusals import Invalid, Refused
from tuki.kernel.versions import restore_version, versions_of
from tuki.people.agents.work import set_skill, set_work
from tuki.tickets.commands.assign import take_ticket, unassign_ticket
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.tags import tag_ticket
from tuki.tickets.models import Ticket
from tuki.tickets.queries.conversation import happenings

pytestmark = pytest.mark.django_db


def agents() -> list[int | None]:
    return list(Ticket.objects.order_by("id").values_list("assignee_id", flat=True))


def why(cast, ticket) -> str:
    told = [line.what for line in happenings(cast.actor(cast.vera), ticket) if line.what.startswith("assigned")]
    return told[-1]


def test_by_hand_nothing_happens_and_no_job_is_written(cast, first_line, at_work):
    at_work(cast.anna)
    work()
    cast.ticket()
    assert not Job.objects.filter(payload__contains="assignment").exists()
    work()
    assert agents() == [None]


def test_in_turn_each_gets_the_next(cast, maria, policy, at_work):
    policy(how="round_robin")
    at_work(cast.anna, maria)
    tickets = [cast.ticket() for _ in range(5)]
    work()
    assert Counter(agents()) == {cast.anna.id: 3, maria.id: 2}
    assert why(cast, tickets[1]) == "assigned it to Maria: their turn"
    assert set(Ticket.objects.values_list("status_id", flat=True)) == {"assigned"}


def test_who_has_least_to_do_gets_it_and_nobody_above_capacity(cast, maria, policy, at_work):
    policy(how="least_loaded", capacity=2)
    at_work(cast.anna, maria)
    set_work(SYSTEM, maria.id, skills={}, languages=[], capacity=4)
    tickets = [cast.ticket() for _ in range(8)]
    work()
    assert Counter(agents()) == {cast.anna.id: 2, maria.id: 4, None: 2}
    assert why(cast, tickets[0]) == "assigned it to Anna: least loaded: 0 of 2"


def test_room_is_used_as_soon_as_there_is_some(cast, maria, policy, at_work):
    policy(how="least_loaded", capacity=1)
    at_work(cast.anna)
    first, second = cast.ticket(), cast.ticket()
    work()
    assert agents() == [cast.anna.id, None]
    reply_to_ticket(cast.actor(cast.anna), first.reference, text="Please send the log.")
    from tuki.tickets.commands.status import change_status

    change_status(cast.actor(cast.anna), first.reference, status="information_needed")
    work()
    assert agents() == [cast.anna.id, cast.anna.id]
    assert queue_of(second.team_id) == []


def test_the_queue_is_drained_when_somebody_comes(cast, maria, policy, at_work):
    policy(how="round_robin")
    at_work(maria, state="away")
    cast.ticket(priority=3)
    cast.ticket(priority=1)
    work()
    assert agents() == [None, None]
    set_work(SYSTEM, maria.id, skills={}, languages=[], capacity=1)
    at_work(maria)
    work()
    assert agents() == [None, maria.id]


def test_skills_language_and_the_last_agent(cast, maria, policy, at_work):
    set_skill(SYSTEM, code="sql", name="Databases")
    set_work(SYSTEM, maria.id, skills={"sql": 2}, languages=["ru"], capacity=None)
    policy(
        how="least_loaded",
        language="preferred",
        last_agent_days=7,
        skills=(SkillNeed(skill="sql", level=2, tags=("Database",)),),
    )
    at_work(cast.anna, state="offline")
    ticket = cast.ticket()
    tag_ticket(cast.actor(cast.anna), ticket.reference, tags=["database"])
    at_work(cast.anna)
    work()
    assert agents() == [None]
    at_work(maria)
    work()
    assert why(cast, ticket) == "assigned it to Maria: least loaded: 0 of 10; can Databases"
    assert why(cast, cast_and_work(cast)) == "assigned it to Maria: answered this requester last"
    other = cast_and_work(cast, requester=cast.dmitri)
    assert why(cast, other) == "assigned it to Anna: least loaded: 0 of 10"
    russian = cast.ticket(requester=cast.vera)
    Ticket.objects.filter(pk=russian.pk).update(language="ru")
    work()
    assert why(cast, russian) == "assigned it to Maria: least loaded: 2 of 10; writes Russian"


def cast_and_work(cast, **values):
    ticket = cast.ticket(**values)
    work()
    return ticket


def test_channels_weigh_and_have_limits(cast, maria, policy, at_work):
    policy(how="least_loaded", capacity=5, weights={"mail": 2}, limits={"mail": 1})
    at_work(cast.anna, maria)
    for _ in range(3):
        cast.ticket()
    work()
    assert Counter(agents()) == {cast.anna.id: 1, maria.id: 1, None: 1}


def test_only_who_answers_there_is_chosen(cast, first_line, policy, at_work):
    from tuki.people.commands.roles import grant_roles

    policy(how="round_robin")
    at_work(cast.anna)
    grant_roles(SYSTEM, cast.anna.id, roles=[("editor", cast.support.id)])
    cast.ticket()
    work()
    assert agents() == [None]


def test_a_ticket_that_was_put_back_is_given_again(cast, maria, policy, at_work):
    policy(how="round_robin")
    ticket = take_ticket(cast.actor(cast.anna), cast.ticket().reference)
    at_work(maria)
    unassign_ticket(cast.actor(cast.anna), ticket.reference)
    work()
    assert agents() == [maria.id]


def test_giving_twice_gives_once(cast, maria, policy, at_work):
    policy(how="round_robin")
    at_work(cast.anna, maria)
    ticket = cast.ticket()
    assert give_by_policy(SYSTEM, ticket.id) is Outcome.GIVEN
    assert give_by_policy(SYSTEM, ticket.id) is Outcome.NOT_WAITING
    work()
    assert agents() == [cast.anna.id]


def test_the_queue_goes_by_priority_waiting_and_floor(cast, first_line, policy):
    policy(floor_minutes=600)
    start = clock.now()
    with clock.at(start - timedelta(hours=11)):
        oldest = cast.ticket(priority=4)
    with clock.at(start - timedelta(hours=2)):
        normal = cast.ticket(priority=3)
    with clock.at(start - timedelta(hours=1)):
        critical = cast.ticket(priority=1)
    assert queue_of(first_line.id) == [oldest.id, critical.id, normal.id]
    policy(floor_minutes=1500)
    assert queue_of(first_line.id) == [critical.id, oldest.id, normal.id]
    assert len(queries_of(lambda: queue_of(first_line.id))) <= 2


def test_a_policy_is_a_setting_with_versions(cast, first_line):
    vera = cast.actor(cast.vera)
    set_policy(vera, first_line.id, definition=AssignmentDefinition(how="round_robin"))
    set_policy(vera, first_line.id, definition=AssignmentDefinition(how="least_loaded", capacity=3))
    assert policy_of(first_line.id).capacity == 3
    restore_version(vera, "assignment", first_line.id, number=1)
    assert (policy_of(first_line.id).how, len(versions_of(vera, "assignment", first_line.id))) == ("round_robin", 3)
    with pytest.raises(Refused):
        set_policy(cast.actor(cast.anna), first_line.id, definition=AssignmentDefinition())


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"how": "dice"}, "invalid"),
        ({"capacity": 0}, "invalid"),
        ({"weights": {"mail": 11}}, "weight_above_capacity"),
        ({"skills": (SkillNeed(skill="cobol"),)}, "unknown_skill"),
    ],
)
def test_policies_that_make_no_sense_are_refused(cast, first_line, values, code):
    with pytest.raises(Invalid, match=code):
        set_policy(SYSTEM, first_line.id, definition=AssignmentDefinition(**values))
