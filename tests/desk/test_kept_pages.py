"""Kept pages are right at once: whatever changes shows on the next page, and nobody sees what another one saw."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.queries import same_queries_for
from tuki.people.commands.persons import change_person
from tuki.people.models import Team
from tuki.tickets.commands.assign import take_ticket
from tuki.tickets.commands.change import change_subject
from tuki.tickets.commands.link import link_tickets
from tuki.tickets.commands.reply import add_note
from tuki.tickets.commands.tags import tag_ticket


@pytest.fixture
def ticket(cast):
    return cast.ticket()


@pytest.mark.parametrize("address", ["/desk/lists/all", "/desk/tickets/{}", "/desk/tickets/{}/side"])
def test_names_and_subjects_change_at_once(cast, ticket, address):
    vera, address = browser(cast.vera), address.format(ticket.reference)
    assert "Clara" in vera.get(address).text
    change_person(cast.actor(cast.vera), cast.clara.id, name="Klara Neu")
    assert "Klara Neu" in vera.get(address).text
    take_ticket(cast.actor(cast.anna), ticket.reference)
    tag_ticket(cast.actor(cast.anna), ticket.reference, tags=["urgent-canary"])
    page = vera.get(address).text
    assert "Anna" in page
    assert "urgent-canary" in page


def test_the_subject_changes_at_once(cast, ticket):
    vera = browser(cast.vera)
    vera.get(f"/desk/tickets/{ticket.reference}")
    change_subject(cast.actor(cast.vera), ticket.reference, subject="Now calm")
    assert "Now calm" in vera.get(f"/desk/tickets/{ticket.reference}").text
    assert "Now calm" in vera.get("/desk/lists/all").text


def test_what_one_reader_sees_is_not_kept_for_another(cast, ticket):
    anna, vera = browser(cast.anna), browser(cast.vera)
    anna.post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "We come."})
    for reader, own in ((anna, True), (vera, False)):
        page = reader.get(f"/desk/tickets/{ticket.reference}").text
        assert ("/take-back" in page) is own
    hidden = cast.ticket("Hidden bill", department=cast.billing)
    link_tickets(cast.actor(cast.vera), ticket.reference, other=hidden.reference, kind="relates")
    assert "Hidden bill" in vera.get(f"/desk/tickets/{ticket.reference}").text
    assert "Hidden bill" not in anna.get(f"/desk/tickets/{ticket.reference}").text


def test_each_page_has_a_token_of_its_own_and_its_forms_work(cast, ticket):
    from django.conf import settings
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = browser(cast.anna).cookies[settings.SESSION_COOKIE_NAME].value
    address = f"/desk/tickets/{ticket.reference}"
    tokens = [_token(client.get(address).text) for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert client.post(f"{address}/tags", {"add": "x", "csrfmiddlewaretoken": tokens[0]}).status_code == 302
    assert client.post(f"{address}/tags", {"add": "x"}).status_code == 403


def test_a_ticket_costs_the_same_queries_whatever_hangs_on_it(cast, ticket):
    anna = cast.actor(cast.anna)

    def make(number):
        add_note(anna, ticket.reference, text=f"note {number}")
        tag_ticket(anna, ticket.reference, tags=[f"tag-{number}"])
        other = cast.ticket(f"Other {number}")
        link_tickets(anna, ticket.reference, other=other.reference, kind="relates")

    reader = browser(cast.anna)
    assert same_queries_for(2, 5, make=make, read=lambda: reader.get(f"/desk/tickets/{ticket.reference}/peek")) <= 25


def _token(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def test_a_whole_page_is_kept_by_all_that_it_shows(cast, ticket):
    vera, address = browser(cast.vera), "/desk/lists/open"
    first, again = vera.get(address).text, vera.get(address).text
    assert _without_token(first) == _without_token(again)
    vera.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in vera.get(address).text
    assert "order=waiting" in vera.get(f"{address}?order=waiting").text.partition('hx-get="')[2].partition('"')[0]
    vera.cookies["tuki-language"] = "nb"
    assert 'lang="nb"' in vera.get(address).text
    change_person(cast.actor(cast.vera), cast.vera.id, name="Vera Neu")
    assert "Vera Neu" in vera.get(address).text


def test_the_cookie_of_the_forms_is_sent_once(cast):
    from django.conf import settings

    vera = browser(cast.vera)
    assert settings.CSRF_COOKIE_NAME in vera.get("/desk/lists/open").cookies
    assert settings.CSRF_COOKIE_NAME not in vera.get("/desk/lists/open").cookies
    vera.cookies[settings.CSRF_COOKIE_NAME] = "of no use"
    assert settings.CSRF_COOKIE_NAME in vera.get("/desk/lists/open").cookies


def _without_token(page: str) -> str:
    return page.replace(_token(page), "")


@pytest.mark.parametrize("address", ["/desk/settings/workflows/new", "/desk/settings/teams/{}/assignment"])
def test_a_page_may_call_its_own_things_as_it_likes(cast, address):
    """What the layout puts in for a kept page has a name that no page uses."""
    page = browser(cast.vera).get(address.format(Team.objects.get(name="First line").id)).text
    assert page.count('<nav class="rail"') == 2
    assert "Definition(" not in page and "round_robin&#39;" not in page
