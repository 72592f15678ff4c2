"""Time left in lists and beside the conversation, "Why?", and what waits too long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM, Cast
from tests.sla.promises import promised
from tuki.kernel import clock
from tuki.sla.clocks.models import Notice
from tuki.sla.clocks.notices import unseen_count
from tuki.sla.clocks.rebuilding import rebuild
from tuki.sla.clocks.telling import tell_all
from tuki.sla.policies.definition import AgreementDefinition
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.writing import Writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast):
    # A Monday long past, so that whatever today is, all of it is over.
    monday = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    agreements = [AgreementDefinition(name="First line", party="line", line=1, minutes=(60,) * 4)]
    with clock.at(monday - timedelta(days=1)):
        promised("Gold", first_response=60, resolve=240, agreements=agreements)
    with clock.at(monday):
        found = cast.ticket()
    with clock.at(monday + timedelta(minutes=20)):
        reply_to_ticket(cast.actor(cast.anna), found.reference, text="Which version?")
        change_status(cast.actor(cast.anna), found.reference, status="information_needed")
    with clock.at(monday + timedelta(minutes=80)):
        write_as_customer(cast.actor(cast.clara), found.reference, writing=Writing(text="5.2"))
    with clock.at(monday + timedelta(minutes=400)):
        tell_all(SYSTEM)
    return found


def test_moments_are_told_by_the_minute_and_keep_their_second(cast: Cast):
    monday = datetime(2026, 3, 2, 8, 0, 41, tzinfo=UTC)
    with clock.at(monday - timedelta(days=1)):
        promised("Gold", first_response=60, resolve=240)
    with clock.at(monday):
        found = cast.ticket()
    with clock.at(monday + timedelta(seconds=18)):
        change_status(cast.actor(cast.anna), found.reference, status="information_needed")
    with clock.at(monday + timedelta(seconds=400)):
        page = browser(cast.anna).get(f"/desk/tickets/{found.reference}/clocks").content.decode()
    assert 'datetime="2026-03-02T08:00:41+00:00"' in page
    shown = re.findall(r"<time[^>]*>([^<]*)</time>", page)
    assert {each for each in shown if each.count(":") == 2} == {"Mon 2 Mar 08:00:41", "Mon 2 Mar 08:00:59"}
    assert "Mon 2 Mar 08:00" in shown


def test_why_says_every_stretch_and_whose_time_it_was(cast, ticket):
    page = browser(cast.anna).get(f"/desk/tickets/{ticket.reference}/clocks").content.decode()
    for words in (
        "First response", "Resolve", "4\u00a0h\u00a000 of working time for priority", "Gold", "Oslo",
        "paused: Information needed (Anna)", "outside hours", "First line", "Requester", "Breach", "Whose time was it",
    ):  # fmt: skip
        assert words in page, words


def test_why_is_for_those_who_see_the_ticket(cast, ticket):
    assert browser(cast.boris).get(f"/desk/tickets/{ticket.reference}/clocks").status_code == 404
    assert browser(cast.clara).get(f"/desk/tickets/{ticket.reference}/clocks").status_code != 200


def test_the_ticket_and_the_list_show_how_much_time_is_left(cast, ticket):
    anna = browser(cast.anna)
    side = anna.get(f"/desk/tickets/{ticket.reference}/side").content.decode()
    assert "Why?" in side
    assert "late" in side
    listed = anna.get("/desk/lists/due").content.decode()
    assert ticket.reference in listed
    assert 'class="sla late"' in listed
    assert "About to breach" in listed


def test_who_is_promised_nothing_is_told_so(cast):
    other = cast.ticket()
    page = browser(cast.anna).get(f"/desk/tickets/{other.reference}/clocks").content.decode()
    assert "No policy fits it." in page


def test_what_waits_too_long_is_a_page_for_managers(cast, ticket):
    page = browser(cast.vera).get("/desk/unanswered?hours=4")
    assert ticket.reference in page.content.decode()
    assert browser(cast.anna).get("/desk/unanswered").status_code == 403


def test_who_is_to_hear_sees_a_notice_until_they_have_seen_it(cast, ticket):
    vera, anna = browser(cast.vera), browser(cast.anna)
    assert 'href="/desk/notices"' in anna.get("/desk/lists/open").content.decode()
    page = vera.get("/desk/notices").content.decode()
    assert ticket.reference in page
    assert "Still late: Resolve was due" in page
    assert unseen_count(cast.actor(cast.vera)) == 2
    assert vera.post("/desk/notices/seen").status_code == 302
    assert unseen_count(cast.actor(cast.vera)) == 0
    assert "I have seen them all" not in vera.get("/desk/notices").content.decode()
    assert ticket.reference not in browser(cast.boris).get("/desk/notices").content.decode()
    assert unseen_count(cast.actor(cast.anna)) > 0


def test_a_rebuild_keeps_what_was_not_seen(cast, ticket):
    before = unseen_count(cast.actor(cast.vera))
    list(rebuild())
    assert unseen_count(cast.actor(cast.vera)) == before == 2
    Notice.objects.all().delete()
    list(rebuild())
    assert Notice.objects.exists()
    assert unseen_count(cast.actor(cast.vera)) == 0
