"""Filters that name nothing are said, with what was probably meant."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.browsing import browser
from tests.cast import Cast
from tuki.people.commands.organisations import add_organisation
from tuki.people.models import Person
from tuki.search.queries import search
from tuki.tickets.commands.tags import tag_ticket


@pytest.fixture
def desk(cast: Cast) -> Cast:
    """A ticket with a tag, and an organisation of two words."""
    tag_ticket(cast.actor(cast.anna), cast.ticket("Printer on fire").reference, tags=["printer"])
    add_organisation(cast.actor(cast.vera), name="Northern Lights")
    return cast


def _told(cast: Cast, person: Person, typed: str) -> list[tuple[str, str]]:
    return [(each.text, each.near) for each in search(cast.actor(person), typed).problems]


@pytest.mark.parametrize(
    ("typed", "text", "near"),
    [
        ("status:opne", "status:opne", "status:open"),
        ("статус:закрыта1", "status:закрыта1", "status:закрыта"),
        ("status:nope", "status:nope", "status:open"),
        ("status:qqqqq", "status:qqqqq", ""),
        ("tag:prnter", "tag:prnter", "tag:printer"),
        ("department:Suport", "department:Suport", "department:Support"),
        ("organisation:Nortern", "organisation:Nortern", "organisation:\"Northern Lights\""),
        ("assignee:Ana", "assignee:Ana", "assignee:Anna"),
        ("requester:Clarra", "requester:Clarra", "requester:Clara"),
        ("from:Clarra", "from:Clarra", "from:Clara"),
        ("priority:hihg", "priority:hihg", "priority:high"),
        ("priority:9", "priority:9", ""),
        ("kind:incidnet", "kind:incidnet", "kind:incident"),
        ("language:englsh", "language:englsh", "language:english"),
        ("is:unrad", "is:unrad", "is:unread"),
        ("has:fles", "has:fles", "has:files"),
        ("statsu:open", "statsu:open", "status:open"),
        ("fire -status:opne", "status:opne", "status:open"),
    ],
)  # fmt: skip
def test_what_names_nothing_is_told_with_the_nearest(desk: Cast, typed: str, text: str, near: str) -> None:
    assert _told(desk, desk.vera, typed) == [(text, near)]


@pytest.mark.parametrize(
    "typed",
    [
        "status:open", "status:closed", "status:waiting", "status:новая", "tag:printer", "tag:#Printer", "tag:none",
        "department:supp", "organisation:northern", "assignee:anna", "assignee:none", "requester:clara",
        "from:stranger@elsewhere.test", "priority:2", "priority:срочно", "kind:incident", "language:fi", "number:999",
        "created:<7d", "fire", "https://desk.test/a",
    ],
)  # fmt: skip
def test_what_names_something_is_not(desk: Cast, typed: str) -> None:
    known = {"status:waiting": [("status:waiting", "")]}
    assert _told(desk, desk.vera, typed) == known.get(typed, [])


def test_statuses_are_offered_in_the_readers_words(desk: Cast) -> None:
    with override("nb"):
        ((_, near),) = _told(desk, desk.vera, "status:Lukkett")
    assert near.casefold() == "status:lukket"


def test_a_customer_learns_no_name_by_trying(desk: Cast) -> None:
    assert _told(desk, desk.dmitri, "requester:Clarra") == [("requester:Clarra", "")]
    assert _told(desk, desk.dmitri, "requester:Clara") == [("requester:Clara", "")]
    assert _told(desk, desk.dmitri, 'organisation:"Northern Lights"') == [("organisation:Northern Lights", "")]
    assert _told(desk, desk.dmitri, "assignee:Ana") == [("assignee:Ana", "")]
    assert _told(desk, desk.dmitri, "tag:prnter") == _told(desk, desk.dmitri, "tag:printer") == []


def test_the_page_offers_the_query_as_it_was_meant(desk: Cast) -> None:
    page = browser(desk.vera).get("/desk/search", {"q": "fire status:opne tag:printer"}).content.decode()
    assert "“status:opne” names nothing there is." in page
    assert 'href="/desk/search?q=fire+status%3Aopen+tag%3Aprinter"' in page
    assert "Did you mean status:open?" in page
    assert "names nothing" not in browser(desk.vera).get("/desk/search", {"q": "fire status:open"}).content.decode()


def test_quoted_values_are_replaced_whole(desk: Cast) -> None:
    page = browser(desk.vera).get("/desk/search", {"q": 'organisation:"Nortern Lights" fire'}).content.decode()
    assert "?q=organisation%3A%22Northern+Lights%22+fire" in page
