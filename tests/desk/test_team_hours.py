"""A ticket's page says beside its team that the team is closed now, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import queries_once_read
from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.policies import set_policy
from tuki.kernel import clock
from tuki.people.models import Team
from tuki.sla.commands.calendars import add_calendar
from tuki.sla.definition import CalendarDefinition
from tuki.tickets.lines.moving import give_to_team
from tuki.tickets.models import Ticket

WORKDAYS = {day: [("08:00", "16:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
SUNDAY, MONDAY_MORNING = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ticket(cast) -> Iterator[Ticket]:
    found, team = cast.ticket(), Team.objects.get(name="First line")
    give_to_team(SYSTEM, found.reference, team_id=team.id)
    yield found


def keeps_hours(**values: object) -> None:
    said = CalendarDefinition(**{"name": "Week", "zone": "UTC", "week": WORKDAYS} | values)
    calendar = add_calendar(SYSTEM, definition=said)
    team = Team.objects.get(name="First line")
    set_policy(SYSTEM, team.id, definition=AssignmentDefinition(how="round_robin", calendar_id=calendar.id))


@pytest.mark.parametrize(
    ("now", "told"), [(SUNDAY, ">Mon, 08:00</time>"), (MONDAY_MORNING, ">08:00</time>"), (MONDAY_NOON, "")]
)
def test_it_says_so_by_how_near_it_is(cast, ticket, now, told):
    keeps_hours()
    with clock.at(now):
        page = browser(cast.anna).get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert ("closed until <time" in page) is bool(told) and told in page


def test_days_away_are_said_by_their_date(cast, ticket):
    keeps_hours(exceptions={f"2026-11-{day}": [] for day in range(23, 31)})
    with clock.at(SUNDAY):
        page = browser(cast.anna).get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert ">1 Dec, 08:00</time>" in page


def test_it_costs_no_query(cast, ticket):
    client, at = browser(cast.anna), f"/desk/tickets/{ticket.reference}"
    with clock.at(SUNDAY):
        before = len(queries_once_read(lambda: client.get(at)))
        keeps_hours()
        assert len(queries_once_read(lambda: client.get(at))) == before
