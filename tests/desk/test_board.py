"""The dispatcher's board, states from the rail, and the line of a ticket, as pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import queries_once_read, same_queries_for
from tuki.people.agents.queries import states_of
from tuki.people.agents.reasons import add_builtin_pause_reasons
from tuki.people.agents.states import change_state
from tuki.people.commands.desk import set_team
from tuki.people.commands.persons import add_person
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Team
from tuki.tickets.commands.assign import assign_ticket, take_ticket
from tuki.tickets.lines.moving import escalate_to_line
from tuki.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast) -> Iterator[Team]:
    set_team(SYSTEM, name="Support 2", line=2, member_ids=[], department_id=cast.support.id)
    return Team.objects.get(name="Support 2")


def test_the_board_shows_queue_agents_states_and_loads(cast):
    change_state(SYSTEM, cast.anna.id, state="online")
    waiting, taken = cast.ticket("Waits"), cast.ticket("Taken")
    take_ticket(cast.actor(cast.anna), taken.reference)
    page = browser(cast.vera).get("/desk/board").content.decode()
    queue, anna = page.split('id="board-queue"')[1].split(f'id="agent-{cast.anna.id}"')
    assert waiting.reference in queue and taken.reference not in queue
    assert "Online" in anna and "1 of 10" in anna and taken.reference in anna


def test_only_who_dispatches_sees_the_board(cast):
    client = browser(cast.anna)
    assert client.get("/desk/board").status_code == 403
    assert "/desk/board" not in client.get("/desk/lists/open").content.decode()
    assert client.post("/desk/board/assignment", {"ticket": "ACME-1"}).status_code == 403


def test_tickets_of_other_departments_stay_hidden(cast):
    person = add_person(SYSTEM, name="Dina", email="dina@desk.test", is_staff=True)
    grant_roles(SYSTEM, person.id, roles=[("dispatcher", cast.billing.id)])
    cast.ticket("canary-secret")
    page = browser(person).get(f"/desk/board?team={Team.objects.get(name='First line').id}")
    assert page.status_code == 200
    assert "canary-secret" not in page.content.decode()


def test_giving_and_putting_back_by_form(cast):
    client, ticket = browser(cast.vera), cast.ticket()
    for assignee, expected in ((str(cast.anna.id), cast.anna.id), ("", None)):
        values = {"ticket": ticket.reference, "assignee": assignee}
        assert client.post("/desk/board/assignment", values).status_code == 302
        ticket.refresh_from_db()
        assert ticket.assignee_id == expected
    assert client.post("/desk/board/assignment", {"ticket": ticket.reference, "assignee": "x"}).status_code == 422


def test_the_board_costs_the_same_for_few_and_many(cast):
    client = browser(cast.vera)
    anna = cast.actor(cast.anna)

    def make(number: int) -> None:
        cast.ticket()
        assign_ticket(anna, cast.ticket().reference, assignee_id=cast.anna.id)
        person = add_person(SYSTEM, name=f"Agent {number}", email=f"a{number}@desk.test", is_staff=True)
        members = [*Team.objects.get(name="First line").members.values_list("id", flat=True), person.id]
        set_team(SYSTEM, name="First line", line=1, member_ids=members, department_id=cast.support.id)

        client.get("/desk/board/columns")  # what is kept of reference data is read anew after each change

    queries = same_queries_for(1, 3, make=make, read=lambda: client.get("/desk/board/columns"))
    assert queries <= 10


def test_the_state_is_changed_in_the_rail(cast):
    add_builtin_pause_reasons(SYSTEM)
    client = browser(cast.anna)
    assert "Pause: Lunch" in client.get("/desk/lists/open").content.decode()
    client.post("/desk/state", {"state": "pause:lunch"})
    assert states_of([cast.anna.id])[cast.anna.id].words == "In a pause: Lunch"
    assert "In a pause: Lunch" in client.get("/desk/lists/open").content.decode()
    assert client.post("/desk/state", {"state": "pause:nap"}).status_code == 422


def test_the_state_of_others_is_changed_by_who_may(cast):
    values = {"state": "offline"}
    assert browser(cast.anna).post(f"/desk/agents/{cast.boris.id}/state", values).status_code == 403
    change_state(SYSTEM, cast.boris.id, state="online")
    assert browser(cast.vera).post(f"/desk/agents/{cast.boris.id}/state", values).status_code == 302
    assert states_of([cast.boris.id])[cast.boris.id].state == "offline"


def test_escalating_and_returning_by_form(cast, second):
    client, ticket = browser(cast.anna), cast.ticket()
    take_ticket(cast.actor(cast.anna), ticket.reference)
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "Escalate" in page and "Why Anna?" in page
    refused = client.post(f"/desk/tickets/{ticket.reference}/escalation", {"handover": " ", "team": second.id})
    assert refused.status_code == 422 and "Write what the next line needs" in refused.content.decode()
    client.post(f"/desk/tickets/{ticket.reference}/escalation", {"handover": "Cable tried", "team": second.id})
    ticket.refresh_from_db()
    assert (ticket.team_id, ticket.assignee_id) == (second.id, None)
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "1st line" in page and "2nd line" in page and "Return to First line" in page
    client.post(f"/desk/tickets/{ticket.reference}/return", {"reason": "Solved on the phone"})
    ticket.refresh_from_db()
    assert ticket.team_id == Team.objects.get(name="First line").id
    assert list(Message.objects.filter(ticket=ticket, kind="note").values_list("text", flat=True)) == [
        "Cable tried",
        "Solved on the phone",
    ]
    way = client.get(f"/desk/tickets/{ticket.reference}/line").content.decode()
    assert "escalated it to Support 2" in way and "returned it to First line" in way


def test_giving_to_a_team_by_form(cast, second):
    client, ticket = browser(cast.anna), cast.ticket()
    assert client.post(f"/desk/tickets/{ticket.reference}/team", {"team": "99"}).status_code == 422
    client.post(f"/desk/tickets/{ticket.reference}/team", {"team": second.id})
    ticket.refresh_from_db()
    assert ticket.team_id == second.id


def test_a_ticket_that_leaves_ones_sight_leads_to_the_lists(cast):
    client, ticket = browser(cast.vera), cast.ticket()
    team = Team.objects.get(name="Second line")
    gone = client.post(f"/desk/tickets/{ticket.reference}/escalation", {"handover": "x", "team": team.id})
    assert gone["location"] == f"/desk/tickets/{ticket.reference}"
    assert browser(cast.anna).get(f"/desk/tickets/{ticket.reference}/line").status_code == 404


def test_the_share_of_escalations_by_month_and_team(cast, second):
    tickets = [cast.ticket() for _ in range(4)]
    escalate_to_line(cast.actor(cast.anna), tickets[0].reference, handover="x")
    page = browser(cast.vera).get("/desk/board/escalations").content.decode()
    assert "25 %" in page and "Support 2" in page


def test_the_ticket_page_asks_little_for_its_line(cast, second):
    client, ticket = browser(cast.anna), cast.ticket()
    take_ticket(cast.actor(cast.anna), ticket.reference)
    asked = queries_once_read(lambda: client.get(f"/desk/tickets/{ticket.reference}"))
    assert len([sql for sql in asked if "tickets_hop" in sql or 'FROM "people_agentstate"' in sql]) <= 2


def test_who_is_not_at_work_is_named_so_wherever_one_assigns(cast):
    add_builtin_pause_reasons(SYSTEM)
    grant_roles(SYSTEM, cast.boris.id, roles=[("agent", cast.support.id)])
    set_team(SYSTEM, name="First line", line=1, member_ids=[cast.anna.id, cast.boris.id], department_id=cast.support.id)
    change_state(SYSTEM, cast.anna.id, state="online")
    change_state(SYSTEM, cast.boris.id, state="pause", reason="lunch")
    ticket, vera = cast.ticket(), browser(cast.vera)
    for page, anna, boris in (
        (f"/desk/tickets/{ticket.reference}", "Anna", "Boris · In a pause: Lunch"),
        ("/desk/lists/open", "Anna", "Boris · In a pause: Lunch"),
        ("/desk/board", "Anna · 0/10", "Boris · 0/10 · In a pause: Lunch"),
    ):
        drawn = vera.get(page).content.decode()
        assert f'<option value="{cast.anna.id}">{anna}</option>' in drawn
        assert f'<option value="{cast.boris.id}">{boris}</option>' in drawn
    change_state(SYSTEM, cast.boris.id, state="away")
    assert ">Boris · Away<" in vera.get(f"/desk/tickets/{ticket.reference}").content.decode()


def test_picked_tickets_are_given_to_an_agent_from_the_list(cast):
    first, second = cast.ticket(), cast.ticket()
    vera = browser(cast.vera)
    picked = {"action": "give", "ticket": [first.reference, second.reference]}
    assert vera.post("/desk/tickets/bulk", picked | {"assignee": ""}).status_code == 422
    assert vera.post("/desk/tickets/bulk", picked | {"assignee": str(cast.anna.id)}).status_code == 302
    assert set(Ticket.objects.values_list("assignee_id", flat=True)) == {cast.anna.id}
    assert "Give to …" not in vera.get("/desk/trash").content.decode()
