"""Lists by time left: in order, page by page, for no query more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.cast import Cast
from tests.queries import same_queries_for
from tests.sla.promises import promised
from tuki.kernel import clock
from tuki.sla.clocks.queries import going_clocks, times_left, unanswered_for_long, with_next_clock
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.queries.lists import page_of, view_page
from tuki.tickets.queries.views import in_view

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def on_monday(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@pytest.fixture
def tickets(cast: Cast):
    with clock.at(MONDAY - timedelta(days=1)):
        promised(first_response=60, resolve=(30, 120, 240, 480))
    found = []
    for minute, priority in ((0, 4), (5, 1), (10, 3), (15, 2)):
        with clock.at(on_monday(minute)):
            found.append(cast.ticket(priority=priority))
    with clock.at(on_monday(16)):
        for each in found:
            reply_to_ticket(cast.actor(cast.anna), each.reference, text="We look.")
        change_status(cast.actor(cast.anna), found[2].reference, status="information_needed")
    return found


def test_what_is_due_first_comes_first_and_what_stands_still_is_left_out(cast, tickets):
    low, critical, _paused, high = (each.reference for each in tickets)
    anna = cast.actor(cast.anna)
    for page in (view_page(anna, "due", order="due"), page_of(in_view(anna, "open"), order="due")):
        assert [row.reference for row in page.rows] == [critical, high, low]


def test_pages_follow_each_other_both_ways(cast, tickets):
    found = in_view(cast.actor(cast.anna), "open")
    first = page_of(found, order="due", size=1)
    second = page_of(found, order="due", size=1, cursor=first.older or "")
    third = page_of(found, order="due", size=1, cursor=second.older or "")
    assert third.older is None
    names = [page.rows[0].reference for page in (first, second, third)]
    assert names == [row.reference for row in page_of(found, order="due").rows]
    assert page_of(found, order="due", size=1, cursor=third.newer or "").rows == second.rows


def test_strangers_see_nothing_of_it(cast, tickets):
    assert view_page(cast.actor(cast.boris), "due", order="due").rows == []


def test_a_page_costs_as_much_for_one_as_for_many(cast, tickets):
    anna = cast.actor(cast.anna)

    def read() -> None:
        page = view_page(anna, "due", order="due")
        times_left([row.id for row in page.rows])

    assert same_queries_for(1, 3, make=lambda _number: cast.ticket(), read=read) == 3


def test_the_list_is_read_by_the_index_of_due_times(cast, tickets):
    ordered = with_next_clock(in_view(cast.actor(cast.vera), "open")).filter(next_clock__due_at__isnull=False)
    ordered = ordered.order_by("next_clock__due_at", "next_clock__ticket_id").values_list("reference")[:51]
    if connection.vendor == "postgresql":
        # Tables this small are read whole unless that is forbidden.
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = ordered.explain()
    assert "clock_next_due" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_how_each_stands_is_told_for_a_page(cast, tickets):
    low, critical, paused, high = tickets
    with clock.at(on_monday(110)):
        found = times_left([each.id for each in tickets])
    looks = {each.id: (found[each.id].target, found[each.id].look, found[each.id].used) for each in tickets}
    assert looks == {
        low.id: ("resolve", "track", 23),
        critical.id: ("resolve", "late", 100),
        paused.id: ("resolve", "paused", 3),
        high.id: ("resolve", "soon", 79),
    }
    assert found[paused.id].left_seconds == 234 * 60
    assert [each.target for each in going_clocks(low.id)] == ["resolve"]


def test_what_waits_too_long_is_for_managers(cast, tickets):
    with clock.at(on_monday(20)):
        waiting = cast.ticket()
    with clock.at(on_monday(200)):
        vera, anna = cast.actor(cast.vera), cast.actor(cast.anna)
        assert list(unanswered_for_long(vera, longer_than=timedelta(hours=2))) == [waiting]
        assert list(unanswered_for_long(vera, longer_than=timedelta(hours=4))) == []
        assert list(unanswered_for_long(anna, longer_than=timedelta(hours=2))) == []
