"""Tickets of agents who are gone go back to the queue, and the timeline says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.assignment.conftest import work
from tests.cast import SYSTEM
from tuki.assignment.commands.putting_back import put_back
from tuki.assignment.jobs import sweep
from tuki.kernel import clock
from tuki.people.commands.persons import deactivate_person
from tuki.tickets.commands.assign import take_ticket
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.queries.conversation import happenings

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(cast, first_line, at_work):
    """Anna, at work, has a ticket that waits for an answer, and one that she answered."""
    at_work(cast.anna)
    anna = cast.actor(cast.anna)
    waiting, answered = take_ticket(anna, cast.ticket().reference), take_ticket(anna, cast.ticket().reference)
    reply_to_ticket(anna, answered.reference, text="So it is.")
    return waiting, answered


def agent_of(ticket) -> int | None:
    ticket.refresh_from_db()
    return ticket.assignee_id


def after(minutes: int):
    return clock.at(clock.now() + timedelta(minutes=minutes))


def test_unanswered_tickets_go_back_after_the_grace(cast, policy, at_work, taken):
    waiting, answered = taken
    policy(grace_minutes=30)
    at_work(cast.anna, state="offline")
    with after(29):
        sweep()
        assert agent_of(waiting) == cast.anna.id
    with after(31):
        sweep()
    assert (agent_of(waiting), agent_of(answered)) == (None, cast.anna.id)
    assert (waiting.status_id, waiting.team_id) == ("new", answered.team_id)
    lines = happenings(cast.actor(cast.vera), waiting)
    assert "took it off Anna: the agent is not at work" in [line.what for line in lines]
    assert lines[-1].who == "Tuki"


def test_they_go_to_who_is_at_work(cast, maria, policy, at_work, taken):
    policy(how="round_robin", grace_minutes=0)
    at_work(maria)
    at_work(cast.anna, state="offline")
    sweep()
    assert agent_of(taken[0]) == maria.id


def test_without_a_grace_they_stay(cast, policy, at_work, taken):
    policy()
    at_work(cast.anna, state="offline")
    with after(100_000):
        sweep()
    assert agent_of(taken[0]) == cast.anna.id


def test_all_open_tickets_of_the_deactivated_go_back(cast, taken):
    deactivate_person(SYSTEM, cast.anna.id)
    sweep()
    assert [agent_of(each) for each in taken] == [None, None]
    said = [line.what for line in happenings(cast.actor(cast.vera), taken[1])]
    assert "took it off Anna: the agent is deactivated" in said


def test_who_came_back_meanwhile_keeps_them(cast, policy, at_work, taken):
    policy(grace_minutes=0)
    at_work(cast.anna, state="offline")
    at_work(cast.anna)
    assert put_back(SYSTEM, taken[0].id, agent_id=cast.anna.id) is False
    assert put_back(SYSTEM, taken[0].id, agent_id=cast.boris.id) is False
    work()
    assert agent_of(taken[0]) == cast.anna.id
