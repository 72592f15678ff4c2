"""Agents are reference data: what changes one shows with the next request, and within the command that changes."""

from __future__ import annotations

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.people.commands.persons import add_person, change_person, deactivate_person, reactivate_person
from tuki.people.commands.roles import grant_roles
from tuki.people.queries import active_agents, agents_in, signature_of


def test_pages_offer_agents_as_they_are_now(cast):
    vera, ticket = browser(cast.vera), cast.ticket()
    page = f"/desk/tickets/{ticket.reference}/side"
    assert ">Anna · Offline<" in vera.get(page).text and ">Boris" not in vera.get(page).text
    change_person(SYSTEM, cast.anna.id, name="Anna Nyberg")
    grant_roles(SYSTEM, cast.boris.id, roles=[("agent", cast.support.id)])
    assert ">Anna Nyberg · Offline<" in vera.get(page).text and ">Boris · Offline<" in vera.get(page).text
    deactivate_person(SYSTEM, cast.boris.id)
    assert ">Boris" not in vera.get(page).text
    reactivate_person(SYSTEM, cast.boris.id)
    assert ">Boris · Offline<" in vera.get(page).text


def test_readers_within_the_process_see_them_too(cast):
    assert signature_of(cast.anna.id) == ""
    change_person(SYSTEM, cast.anna.id, signature="Anna, first line")
    assert signature_of(cast.anna.id) == "Anna, first line"
    known = {name for _id, name in active_agents()}
    olga = add_person(SYSTEM, name="Olga", email="olga@desk.test", is_staff=True)
    assert {name for _id, name in active_agents()} == known | {"Olga"}
    assert olga.id not in dict(agents_in(cast.support.id))
    grant_roles(SYSTEM, olga.id, roles=[("agent", None)])
    assert olga.id in dict(agents_in(cast.support.id)) and olga.id in dict(agents_in(cast.billing.id))
