"""The queries of the main pages, as `query_counts.json` says."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.browsing import browser
from tests.cast import SYSTEM, Cast
from tests.recorded_queries import assert_as_recorded
from tuki.people.signin.tokens import make_token
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.models import Ticket

DESK_PAGES = (
    "/desk/lists/open",
    "/desk/lists/mine",
    "/desk/lists/waiting",
    "/desk/lists/due",
    "/desk/lists/open?status=new",
    "/desk/lists/open?order=value",
    "/desk/board",
    "/desk/search?q=printer",
    "/desk/settings/",
    "/desk/settings/agents",
    "/desk/settings/brands",
    "/desk/settings/departments",
    "/desk/settings/kinds",
    "/desk/settings/mailboxes",
    "/desk/settings/priorities",
    "/desk/settings/teams",
    "/desk/settings/workflows",
)


@pytest.fixture
def ticket(cast) -> Ticket:
    """Clara's ticket among others: assigned, answered, with what tickets have."""
    for number in range(3):
        cast.ticket(f"Printer {number}")
    ticket = cast.ticket()
    assign_ticket(SYSTEM, ticket.reference, assignee_id=cast.anna.id)
    reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Which printer?")
    return ticket


@pytest.mark.parametrize("address", DESK_PAGES)
def test_pages_of_the_desk(cast: Cast, ticket: Ticket, address: str):
    vera = browser(cast.vera)
    assert vera.get(address).status_code == 200
    assert_as_recorded(f"desk {address}", lambda: vera.get(address))


@pytest.mark.parametrize("part", ["", "/talk", "/side", "/peek", "/line"])
def test_a_ticket_and_its_fragments(cast: Cast, ticket: Ticket, part: str):
    anna, address = browser(cast.anna), f"/desk/tickets/{ticket.reference}{part}"
    assert anna.get(address).status_code == 200
    assert_as_recorded(f"desk ticket{part}", lambda: anna.get(address))


@pytest.mark.parametrize("part", ["", "tickets/{ticket}"])
def test_the_portal(cast: Cast, ticket: Ticket, part: str):
    clara, address = browser(cast.clara), f"/portal/{part}".format(ticket=ticket.reference)
    assert clara.get(address).status_code == 200
    assert_as_recorded(f"portal /{part}", lambda: clara.get(address))


@pytest.mark.parametrize("part", ["", "/{ticket}", "/{ticket}/messages"])
def test_the_api(cast: Cast, ticket: Ticket, part: str):
    token = make_token(cast.actor(cast.anna), cast.anna.id, name="test")
    program, address = Client(headers={"Authorization": f"Bearer {token}"}), f"/api/v1/tickets{part}"
    address = address.format(ticket=ticket.reference)
    assert program.get(address).status_code == 200
    assert_as_recorded(f"api tickets{part}", lambda: program.get(address))
