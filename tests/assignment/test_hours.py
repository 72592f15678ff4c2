"""Tickets are given in the hours of a team's calendar only, whoever is online, and the board says why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.assignment.conftest import work
from tests.browsing import browser
from tests.cast import SYSTEM
from tests.sla.promises import always, oslo_hours
from tuki.assignment.hours import closed_now
from tuki.assignment.jobs import sweep
from tuki.assignment.policies import policy_of
from tuki.assignment.queries.board import board
from tuki.kernel import clock
from tuki.kernel.refusals import Conflict, Invalid, Refused
from tuki.setup.exporting_work import assignment_table
from tuki.sla.commands.calendars import make_calendar_default, retire_calendar
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY_OPENING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 8:00 in Oslo
HOWS = ("round_robin", "least_loaded")


def assignee(ticket: Ticket) -> int | None:
    return Ticket.objects.values_list("assignee_id", flat=True).get(pk=ticket.pk)


@pytest.mark.parametrize("how", HOWS)
def test_outside_its_hours_a_team_is_given_nothing_and_at_their_beginning_all_that_waits(
    cast, first_line, policy, at_work, how
):
    with clock.at(SUNDAY):
        policy(how=how, calendar_id=oslo_hours().id)
        at_work(cast.anna)
        ticket = cast.ticket()
        work()
        sweep()
        assert assignee(ticket) is None
        closed = closed_now(policy_of(first_line.id))
        assert closed is not None and (closed.calendar, closed.until) == ("Oslo", MONDAY_OPENING)
    with clock.at(MONDAY_OPENING - timedelta(seconds=1)):
        sweep()
        assert assignee(ticket) is None
    with clock.at(MONDAY_OPENING):
        sweep()
        assert assignee(ticket) == cast.anna.id
        assert closed_now(policy_of(first_line.id)) is None


def test_people_give_tickets_at_any_time(cast, first_line, policy, at_work):
    with clock.at(SUNDAY):
        policy(how="round_robin", calendar_id=oslo_hours().id)
        ticket = cast.ticket()
        assign_ticket(cast.actor(cast.vera), ticket.reference, assignee_id=cast.anna.id)
    assert assignee(ticket) == cast.anna.id


def test_without_a_calendar_whoever_is_online_gets_them(cast, policy, at_work):
    with clock.at(SUNDAY):
        policy(how="round_robin")
        at_work(cast.anna)
        ticket = cast.ticket()
        work()
    assert assignee(ticket) == cast.anna.id


def test_the_board_says_why_nothing_is_given(cast, first_line, policy, at_work):
    address = f"{reverse('desk:board')}?team={first_line.id}"
    with clock.at(SUNDAY):
        policy(how="round_robin", calendar_id=oslo_hours().id)
        cast.ticket()
        seen = board(cast.actor(cast.vera), first_line.id)
        assert seen.closed is not None and seen.closed.until == MONDAY_OPENING
        assert "Outside the hours of “Oslo”" in browser(cast.vera).get(address).content.decode()
    with clock.at(MONDAY_OPENING):
        vera = browser(cast.vera)
        seen = board(cast.actor(cast.vera), first_line.id)
        assert (seen.closed, seen.is_waiting_for_agents) == (None, True)
        assert "Nobody of the team is online" in vera.get(address).content.decode()
        at_work(cast.anna)
        assert "Nobody of the team is online" not in vera.get(address).content.decode()


def test_a_calendar_in_use_is_not_retired_and_none_is_taken_that_is_not_offered(cast, first_line, policy):
    oslo = oslo_hours()
    make_calendar_default(SYSTEM, always().id)
    policy(how="round_robin", calendar_id=oslo.id)
    with pytest.raises((Refused, Conflict, Invalid), match="still_used"):
        retire_calendar(SYSTEM, oslo.id)
    with pytest.raises(Invalid, match="unknown_calendar_id"):
        policy(how="round_robin", calendar_id=10**6)
    policy(how="round_robin")
    retire_calendar(SYSTEM, oslo.id)
    with pytest.raises(Invalid, match="unknown_calendar_id"):
        policy(how="round_robin", calendar_id=oslo.id)


def test_the_form_and_the_file_name_it(cast, first_line):
    oslo = oslo_hours()
    address = reverse("desk:team-assignment", args=[first_line.id])
    vera = browser(cast.vera)
    form = {"how": "round_robin", "capacity": "10", "language": "ignored", "floor_hours": "25", "calendar_id": oslo.id}
    assert vera.post(address, form).status_code == 302
    assert policy_of(first_line.id).calendar_id == oslo.id
    assert assignment_table(first_line.id) == {"how": "round_robin", "calendar": "Oslo"}
    assert f'<option value="{oslo.id}" selected>Oslo' in vera.get(address).content.decode()
    vera.post(address, form | {"calendar_id": ""})
    assert policy_of(first_line.id).calendar_id is None
