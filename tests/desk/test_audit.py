"""The page of the event log."""

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import same_queries_for
from tuki.people.commands.persons import add_person
from tuki.tickets.commands.assign import assign_ticket


def test_each_line_leads_to_what_it_happened_to(cast):
    ticket = cast.ticket()
    assign_ticket(cast.actor(cast.anna), ticket.reference, assignee_id=cast.anna.id)
    page = browser(cast.vera).get("/desk/log").content.decode()
    assert f'<a href="/desk/tickets/{ticket.reference}">{ticket.reference}</a>' in page
    assert f'<a href="/desk/people/{cast.clara.id}">Clara</a>' in page
    assert f'<a href="/desk/people/{cast.vera.id}">Vera</a>' not in page.split("person.signed_in")[0]


def test_one_person_only(cast):
    ticket = cast.ticket()
    assign_ticket(cast.actor(cast.anna), ticket.reference, assignee_id=cast.anna.id)
    vera = browser(cast.vera)
    page = vera.get("/desk/log", {"actor": cast.anna.id}).content.decode()
    assert "Only Anna" in page and "ticket.assigned" in page
    assert page.count("<tr>") == 1 + page.count(f'actor={cast.anna.id}">Anna</a>')
    assert vera.get("/desk/log", {"actor": "nobody"}).status_code == 200


def test_many_subjects_cost_no_query_each(cast):
    def one_more(number: int) -> None:
        cast.ticket()
        add_person(SYSTEM, name="Somebody", email=f"somebody-{number}@customer-a.test")

    vera = browser(cast.vera)
    same_queries_for(1, 5, make=one_more, read=lambda: vera.get("/desk/log"))


def test_the_log_of_a_ticket_is_for_who_sees_it(cast):
    ticket = cast.ticket()
    assert browser(cast.anna).get("/desk/log", {"ticket": ticket.reference}).status_code == 200
    assert browser(cast.boris).get("/desk/log", {"ticket": ticket.reference}).status_code == 404
    assert browser(cast.anna).get("/desk/log").status_code == 403


def test_the_chain_is_computed_anew(cast):
    ticket = cast.ticket()
    page = browser(cast.anna).post("/desk/log/verify", {"ticket": ticket.reference}).content.decode()
    assert "The chain holds" in page
