"""Keyset paging: every ticket once, both ways, in both orders, with the same number of queries at any depth."""

import pytest
from django.db import connection

from bench.plans import plan_of
from tuki.kernel.refusals import Invalid
from tuki.tickets.commands.trash import trash_ticket
from tuki.tickets.queries.lists import page_of, view_page
from tuki.tickets.queries.views import VIEWS, capped_count, in_view, view_count


@pytest.mark.parametrize("order", ["updated", "waiting"])
def test_pages_show_every_ticket_once_forwards_and_backwards(cast, order):
    for number in range(11):
        cast.ticket(f"Ticket {number}")
    anna = cast.actor(cast.anna)
    pages, cursor = [], ""
    while cursor is not None:
        page = page_of(in_view(anna, "open"), order=order, cursor=cursor, size=4)
        pages.append(page)
        cursor = page.older
    assert [len(page.rows) for page in pages] == [4, 4, 3]
    references = [row.reference for page in pages for row in page.rows]
    expected = [f"ACME-{number}" for number in range(1, 12)]
    assert references == (expected if order == "waiting" else expected[::-1])

    back = page_of(in_view(anna, "open"), order=order, cursor=pages[2].newer, size=4)
    assert [row.reference for row in back.rows] == [row.reference for row in pages[1].rows]
    assert pages[0].newer is None
    first = page_of(in_view(anna, "open"), order=order, cursor=back.newer, size=4)
    assert first.newer is None
    assert first.older


@pytest.mark.parametrize("view", ["all", "open"])
def test_a_page_behind_a_cursor_enters_the_index_there(cast, view):
    for number in range(4):
        cast.ticket(f"Ticket {number}")
    tickets = in_view(cast.actor(cast.vera), view)
    if connection.vendor == "postgresql":
        # Tables this small are read whole unless that is forbidden.
        off = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
        connection.cursor().execute("; ".join(f"SET LOCAL {each} = off" for each in off))
    cursor = page_of(tickets, size=2).older
    plan = plan_of(lambda: page_of(tickets, cursor=cursor, size=2))
    assert ("Index Cond: (updated_at <= " if connection.vendor == "postgresql" else "(updated_at<?)") in plan


@pytest.mark.parametrize(("order", "index"), [("waiting", "ticket_waiting"), ("value", "ticket_turn")])
def test_all_tickets_by_what_only_open_ones_have_are_read_by_its_index(cast, order, index):
    cast.ticket()
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert index in plan_of(lambda: page_of(in_view(cast.actor(cast.vera), "all"), order=order))


def test_the_trash_is_read_by_its_own_index(cast):
    trash_ticket(cast.actor(cast.vera), cast.ticket().reference)
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "ticket_trashed" in plan_of(lambda: page_of(in_view(cast.actor(cast.vera), "trash")))


@pytest.mark.parametrize("cursor", ["x", "!!!", "bjIwMjY", "%00", "b" * 500])
def test_a_cursor_of_somebody_elses_making_is_refused(cast, cursor):
    with pytest.raises(Invalid, match="invalid"):
        page_of(in_view(cast.actor(cast.anna), "open"), cursor=cursor)


def test_views_hold_what_they_say(cast):
    from tuki.tickets.commands.assign import take_ticket
    from tuki.tickets.commands.reply import reply_to_ticket

    anna = cast.actor(cast.anna)
    taken, left, hidden = (
        cast.ticket("taken"),
        cast.ticket("left"),
        cast.ticket("hidden", department=cast.billing),
    )
    take_ticket(anna, taken.reference)
    reply_to_ticket(anna, taken.reference, text="Looking into it.")

    def shown(view):
        return {row.subject for row in page_of(in_view(anna, view)).rows}

    assert shown("mine") == {"taken"}
    assert shown("unassigned") == {"left"}
    assert shown("waiting") == {"left"}
    assert shown("open") == {"taken", "left"}
    assert hidden.subject not in shown("all")
    assert left.waiting_since is not None


def test_a_prepared_view_shows_what_its_query_shows(cast):
    from tuki.tickets.commands.assign import take_ticket
    from tuki.tickets.commands.trash import trash_ticket

    for number in range(3):
        cast.ticket(f"Ticket {number}")
        cast.ticket(f"Bill {number}", department=cast.billing)
    take_ticket(cast.actor(cast.anna), "ACME-1")
    trash_ticket(cast.actor(cast.vera), "ACME-3")
    shown = set()
    for name in ("anna", "boris", "vera", "clara"):
        actor = cast.actor(getattr(cast, name))
        for view in VIEWS:
            for order in ("updated", "waiting"):
                page = view_page(actor, view, order=order)
                assert page == page_of(in_view(actor, view), order=order), (name, view, order)
            assert view_count(actor, view) == capped_count(in_view(actor, view))
        shown.add(tuple(row.reference for row in view_page(actor, "all").rows))
    assert len(shown) == 3
