"""Lists read by time left say what is late, soon, today and later."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.browsing import browser
from tests.sla.promises import promised
from tuki.desk.lists.due_groups import group_of, with_headings
from tuki.kernel import clock

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_at", "title"),
    [
        (NOW - timedelta(days=2), "Late"),
        (NOW, "Late"),
        (NOW + timedelta(seconds=1), "In the next 2 hours"),
        (NOW + timedelta(hours=2), "In the next 2 hours"),
        (NOW + timedelta(hours=2, seconds=1), "Today"),
        (NOW + timedelta(hours=12), "Later"),
        (None, "Later"),
    ],
)
def test_where_a_moment_belongs(due_at, title):
    with timezone.override(UTC):
        assert group_of(due_at, NOW).title == title


def test_today_ends_at_the_readers_midnight():
    with timezone.override("Asia/Tokyo"):  # 21:00 there
        assert group_of(NOW + timedelta(hours=4), NOW).title == "Later"


@pytest.fixture
def some(cast):
    """Two that are late, one that is due in weeks."""
    long_ago = clock.now() - timedelta(days=30)
    with clock.at(long_ago - timedelta(days=1)):
        promised("Gold", first_response=60, resolve=60 * 8 * 60)
    with clock.at(long_ago):
        cast.ticket("First late")
        cast.ticket("Second late")
    return cast, cast.ticket("Not yet")


def test_the_list_has_a_heading_before_each_group(some):
    cast, _ticket = some
    page = browser(cast.anna).get("/desk/lists/due").text
    heading, subject = (
        r'class="group (\w+)"><th colspan="9" scope="rowgroup">([^<]+)<',
        r"(First late|Second late|Not yet)</a>",
    )
    found = re.findall(f"{heading}|{subject}", page)
    titles = [title or row for _tone, title, row in found]
    assert titles[:3] == ["Late", "First late", "Second late"] and titles[-1] == "Not yet" and len(titles) == 5
    assert found[0][0] == "late"
    assert 'scope="rowgroup"' not in browser(cast.anna).get("/desk/lists/open").text
    assert 'scope="rowgroup"' in browser(cast.anna).get("/desk/lists/open?order=due").text


def test_a_page_that_begins_within_a_group_says_so_again():
    long_ago = clock.now() - timedelta(days=9)
    with timezone.override(UTC):
        pieces = list(with_headings([(long_ago, b"<tr>1</tr>"), (long_ago, b"<tr>2</tr>")]))
    assert b">Late<" in pieces[0] and pieces[1:] == [b"<tr>1</tr>", b"<tr>2</tr>"]
