"""Lines: escalating with a handover, returning with a reason, teams of departments, hops from events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import SYSTEM
from tests.commands import run_command
from tests.queries import queries_of
from tuki.kernel import clock
from tuki.kernel.log import events_of
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.agents.states import change_state
from tuki.people.agents.teams import team_for
from tuki.people.commands.desk import add_department, set_team
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Team
from tuki.tickets.commands.assign import assign_ticket, take_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.lines.hops import rebuild
from tuki.tickets.lines.moving import escalate_to_line, give_to_team, return_to_line
from tuki.tickets.lines.queries import escalation_shares, higher_teams, stays_of
from tuki.tickets.models import Hop, Message, Watcher
from tuki.tickets.queries import visible_to
from tuki.tickets.queries.conversation import happenings

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(cast):
    return cast.actor(cast.anna)


@pytest.fixture
def olga(cast):
    """An agent of Support's second line; Oleg, of the third, is beside her in the same team name."""
    from tuki.people.commands.persons import add_person

    person = add_person(SYSTEM, name="Olga", email="olga@desk.test", is_staff=True)
    grant_roles(SYSTEM, person.id, roles=[("agent", cast.support.id)])
    set_team(SYSTEM, name="Support 2", line=2, member_ids=[person.id], department_id=cast.support.id)
    set_team(SYSTEM, name="Builders", line=3, member_ids=[person.id])
    return person


def team(name: str) -> int:
    return Team.objects.values_list("id", flat=True).get(name=name)


def way(ticket) -> list[tuple[str, str, str]]:
    return [(each.team, each.came, each.left) for each in stays_of(ticket)]


def content(rows) -> list[tuple]:
    names = [field.attname for field in Hop._meta.concrete_fields if field.name != "id"]
    return [tuple(getattr(row, name) for name in names) for row in rows]


def test_a_ticket_begins_with_the_first_line_of_its_department(cast):
    below = add_department(SYSTEM, brand_id=cast.brand.id, name="Printers", parent_id=cast.support.id)
    assert cast.ticket().team_id == team("First line")
    assert cast.ticket(department=below).team_id == team("First line")
    assert cast.ticket(department=cast.billing).team_id is None
    set_team(SYSTEM, name="Anywhere", line=1, member_ids=[])
    assert cast.ticket(department=cast.billing).team_id == team("Anywhere")
    assert team_for(cast.support.id).name == "First line"


def test_a_team_costs_no_statement_when_a_ticket_is_opened(cast):
    cast.ticket()
    asked = queries_of(cast.ticket)
    assert [sql for sql in asked if "hop" in sql or "people_team" in sql] == []


def test_escalating_needs_a_handover_which_becomes_a_note(cast, anna, olga):
    ticket = take_ticket(anna, cast.ticket().reference)
    with pytest.raises(Invalid, match="handover_needed"):
        escalate_to_line(anna, ticket.reference, handover="  ")
    announced = ["message.added", "ticket.team_changed", "ticket.assigned", "ticket.status_changed"]
    values = {"handover": "Tried a new cable; the log is attached."}
    run_command(cast, escalate_to_line, anna, ticket.reference, **values, announces=announced)
    ticket.refresh_from_db()
    assert (ticket.team_id, ticket.assignee_id, ticket.department_id) == (team("Support 2"), None, cast.support.id)
    note = Message.objects.get(ticket=ticket, kind="note")
    assert (note.text, note.is_public) == ("Tried a new cable; the log is attached.", False)
    moved = [entry.event for entry in events_of("ticket", ticket.id) if entry.event.kind == "ticket.team_changed"]
    assert [(each.way, each.line, each.agent_id, each.message_id) for each in moved] == [
        ("escalated", 2, cast.anna.id, note.id)
    ]
    assert any("escalated it to Support 2" in line.what for line in happenings(anna, ticket))


def test_a_return_goes_to_the_agent_who_had_it_when_they_are_at_work(cast, anna, olga):
    change_state(anna, cast.anna.id, state="online")
    for expected in (cast.anna.id, None):
        ticket = take_ticket(anna, cast.ticket().reference)
        escalate_to_line(anna, ticket.reference, handover="Please look.")
        with pytest.raises(Invalid, match="reason_needed"):
            return_to_line(cast.actor(olga), ticket.reference, reason="")
        ticket = return_to_line(cast.actor(olga), ticket.reference, reason="It was the cable after all.")
        assert (ticket.team_id, ticket.assignee_id) == (team("First line"), expected)
        change_state(anna, cast.anna.id, state="away")


def test_returns_go_down_as_escalations_went_up(cast, anna, olga):
    ticket = cast.ticket()
    escalate_to_line(anna, ticket.reference, handover="to two")
    escalate_to_line(anna, ticket.reference, handover="to three")
    return_to_line(anna, ticket.reference, reason="to two")
    return_to_line(anna, ticket.reference, reason="to one")
    assert way(ticket) == [
        ("First line", "opened", "escalated"),
        ("Support 2", "escalated", "escalated"),
        ("Builders", "escalated", "returned"),
        ("Support 2", "returned", "returned"),
        ("First line", "returned", ""),
    ]
    with pytest.raises(Refused, match="not_escalated"):
        return_to_line(anna, ticket.reference, reason="further down")


def test_only_higher_lines_take_over(cast, anna, olga):
    ticket = cast.ticket()
    assert [each.name for each in higher_teams(ticket)] == ["Support 2", "Second line", "Builders"]
    with pytest.raises(Invalid, match="not_a_higher_line"):
        escalate_to_line(anna, ticket.reference, handover="x", team_id=team("First line"))
    ticket = escalate_to_line(anna, ticket.reference, handover="x", team_id=team("Builders"))
    assert higher_teams(ticket) == []
    with pytest.raises(Refused, match="no_next_line"):
        escalate_to_line(anna, ticket.reference, handover="x")


def test_a_team_of_another_department_takes_the_ticket_there_and_back(cast, anna):
    """Boris is of the second line of Billing: the ticket goes there, and Anna still follows it."""
    change_state(anna, cast.anna.id, state="online")
    ticket = take_ticket(anna, cast.ticket().reference)
    opened_at, waiting_since = ticket.opened_at, ticket.waiting_since
    ticket = escalate_to_line(anna, ticket.reference, handover="A bill", team_id=team("Second line"))
    assert (ticket.department_id, ticket.team_id) == (cast.billing.id, team("Second line"))
    assert (ticket.opened_at, ticket.waiting_since, ticket.reference) == (opened_at, waiting_since, "ACME-1")
    boris = cast.actor(cast.boris)
    assert visible_to(boris).exists()
    assert Watcher.objects.filter(ticket=ticket, person=cast.anna).exists()
    ticket = return_to_line(boris, ticket.reference, reason="No bill of ours")
    assert (ticket.department_id, ticket.team_id, ticket.assignee_id) == (
        cast.support.id,
        team("First line"),
        cast.anna.id,
    )


def test_giving_sideways_keeps_who_belongs_there(cast, anna, olga):
    set_team(SYSTEM, name="Printers", line=1, member_ids=[cast.anna.id], department_id=cast.support.id)
    ticket = take_ticket(anna, cast.ticket().reference)
    values = {"team_id": team("Printers")}
    run_command(cast, give_to_team, anna, ticket.reference, **values, announces=["ticket.team_changed"])
    run = give_to_team(anna, ticket.reference, **values)
    assert (run.assignee_id, way(ticket)[-1]) == (cast.anna.id, ("Printers", "given", ""))
    assert give_to_team(anna, ticket.reference, team_id=team("Support 2")).assignee_id is None
    with pytest.raises(NotFound):
        give_to_team(anna, ticket.reference, team_id=99)


def test_a_transfer_keeps_clock_number_and_history_and_finds_the_first_line_there(cast, anna):
    set_team(SYSTEM, name="Billing 1", line=1, member_ids=[cast.boris.id], department_id=cast.billing.id)
    ticket = take_ticket(anna, cast.ticket().reference)
    kept = (ticket.reference, ticket.opened_at, ticket.waiting_since)
    ticket = transfer_ticket(anna, ticket.reference, department_id=cast.billing.id)
    assert (ticket.reference, ticket.opened_at, ticket.waiting_since) == kept
    assert (ticket.team_id, ticket.assignee_id) == (team("Billing 1"), None)
    assert way(ticket) == [("First line", "opened", "transferred"), ("Billing 1", "transferred", "")]
    assert "message.added" in [entry.event.kind for entry in events_of("ticket", ticket.id)]


def test_putting_back_keeps_the_team(cast, anna):
    ticket = take_ticket(anna, cast.ticket().reference)
    announced = ["ticket.assigned", "ticket.status_changed"]
    run_command(cast, unassign_ticket, anna, ticket.reference, announces=announced)
    ticket.refresh_from_db()
    assert (ticket.team_id, ticket.assignee_id, ticket.status_id) == (team("First line"), None, "new")


def test_hops_are_what_the_events_say(cast, anna, olga):
    first, second, third = cast.ticket("One"), cast.ticket("Two"), cast.ticket("Three", department=cast.billing)
    with clock.at(clock.now() + timedelta(hours=1)):
        escalate_to_line(anna, first.reference, handover="x")
        assign_ticket(anna, first.reference, assignee_id=olga.id)
    with clock.at(clock.now() + timedelta(hours=2)):
        return_to_line(anna, first.reference, reason="y")
        transfer_ticket(anna, second.reference, department_id=cast.billing.id)
        give_to_team(cast.actor(cast.boris), third.reference, team_id=team("Second line"))
    kept = content(Hop.objects.order_by("ticket_id", "id"))
    Hop.objects.order_by("id").first().delete()
    Hop.objects.update(line=3, left="given")
    assert list(rebuild())[-1] == (3, 3)
    assert content(Hop.objects.order_by("ticket_id", "id")) == kept
    assert len(kept) == 5


def test_the_share_of_escalations(cast, anna, olga):
    since = clock.now() - timedelta(days=1)
    tickets = [cast.ticket() for _ in range(4)]
    cast.ticket(department=cast.billing)
    escalate_to_line(anna, tickets[0].reference, handover="x")
    return_to_line(anna, tickets[0].reference, reason="y")
    found = {each.team_id: (each.came, each.escalated, each.percent) for each in escalation_shares(since)}
    assert found == {team("First line"): (5, 1, 20), team("Support 2"): (1, 0, 0)}
    assert len(queries_of(lambda: escalation_shares(since))) <= 3
