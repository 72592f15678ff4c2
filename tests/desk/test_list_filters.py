"""A list says which of its filters names nothing, and leads to what was probably meant."""

from __future__ import annotations

import html

import pytest

from tests.browsing import browser


@pytest.mark.parametrize(
    ("query", "told", "near"),
    [
        ("status=asigned", "There is no status “asigned”", ("Assigned", "status=assigned")),
        ("status=nope", "There is no status “nope”", None),
        ("kind=inciden&order=waiting", "There is no kind “inciden”", ("Incident", "kind=incident&order=waiting")),
        ("priority=high", "There is no priority “high”", ("High", "priority=2")),
        ("department=abc", "There is no department “abc”", None),
        ("assignee=ana", "There is no agent “ana”", ("Anna", "assignee={anna}")),
        ("organisation=x", "There is no organisation “x”", None),
        ("requester=clara", "“clara” is nobody who could have asked", None),
    ],
)
def test_a_filter_that_names_nothing_is_told(cast, query, told, near):
    cast.ticket("Fire")
    page = html.unescape(browser(cast.anna).get(f"/desk/lists/all?{query}").content.decode())
    assert told in page and "Fire" not in page and "Nothing fits these filters." in page
    assert ("Did you mean" in page) is bool(near)
    if near:
        words, meant = near
        assert f"Did you mean {words}?" in page and f"/desk/lists/all?{meant.format(anna=cast.anna.id)}" in page


def test_other_values_of_the_same_filter_go_on_to_hold(cast):
    cast.ticket("Fire")
    page = browser(cast.anna).get("/desk/lists/all?status=new&status=nope").content.decode()
    assert "Fire" in page and "There is no status “nope”" in page


def test_words_are_known_whatever_the_language_of_the_reader(cast):
    cast.anna.language = "ru"
    cast.anna.save(update_fields=["language"])
    page = html.unescape(browser(cast.anna).get("/desk/lists/all?priority=high").content.decode())
    assert "Приоритета «high» нет" in page and "?priority=2" in page


def test_filters_that_are_right_tell_nothing(cast):
    cast.ticket("Fire")
    page = (
        browser(cast.anna).get("/desk/lists/all?status=new&assignee=none&priority=3&tag=none-has-it").content.decode()
    )
    assert "There is no" not in page


def test_chosen_filters_are_shown_in_words_each_with_the_way_out(cast):
    address = f"/desk/lists/open?status=new&department={cast.support.id}&requester={cast.clara.id}&assignee=none"
    page = browser(cast.anna).get(address).content.decode()
    for words in ("Status: New", "Department: Support", "Requester: Clara", "Assignee: Nobody"):
        assert words in page
    without = f"?department={cast.support.id}&amp;assignee=none&amp;requester={cast.clara.id}&amp;order=updated"
    assert without in page


def test_a_requester_whom_the_reader_may_not_see_stays_a_number(cast):
    page = browser(cast.anna).get(f"/desk/lists/open?requester={10**6}").content.decode()
    assert f"Requester: {10**6}" in page
