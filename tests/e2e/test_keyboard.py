"""A day's work by keyboard alone: the focus is always seen, and goes back to where it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.leaving import leaving

pytestmark = pytest.mark.journey

# The element that has the focus, or what it draws its ring on (a row's link rings its whole row), has an outline.
SEEN = """() => {
  const element = document.activeElement, ring = (part) => parseFloat(getComputedStyle(element, part).outlineWidth);
  const around = element.closest(".row, .query, label, .composer");
  return element !== document.body && (ring(null) >= 2 || ring("::after") >= 2
    || (around && (parseFloat(getComputedStyle(around).outlineWidth) >= 2 || around.matches(".composer"))));
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()
    assert page.evaluate(SEEN), f"nobody sees that {selector} has the focus"


@pytest.fixture
def listed(opened, example) -> Page:
    page = opened("vera", base=example)
    page.goto("/desk/lists/open")
    return page


def test_walking_peeking_and_picking(listed):
    rows = listed.locator("tr.row")
    subjects = [each.rpartition("Unread.")[2].strip() for each in rows.locator(".subject > a").all_inner_texts()]
    press(listed, "j", "j", "k", "j")
    focused(listed, "tr.row.current .subject > a")
    expect(rows.nth(1)).to_contain_class("current")
    press(listed, "Space")
    expect(listed.locator("#peek h2")).to_have_text(subjects[1])
    press(listed, "j")
    expect(listed.locator("#peek h2")).to_have_text(subjects[2])
    press(listed, "Escape")
    expect(listed.locator("#peek")).to_be_hidden()
    focused(listed, "tr.row.current .subject > a")
    press(listed, "x")
    expect(listed.locator("form.bulk")).to_be_visible()
    expect(rows.nth(2).locator(".check")).to_be_checked()


def test_the_place_in_a_list_outlives_its_refreshing(listed):
    press(listed, "j", "j", "j", "x")
    with listed.expect_response("**/desk/lists/open"):
        listed.locator("#rows").dispatch_event("live")
    expect(listed.locator("#rows.htmx-request")).to_have_count(0)
    expect(listed.locator("tr.row").nth(2)).to_contain_class("current")
    expect(listed.locator("tr.row").nth(2).locator(".check")).to_be_checked()
    press(listed, "j")
    expect(listed.locator("tr.row").nth(3)).to_contain_class("current")


def test_dialogs_give_the_focus_back(listed):
    press(listed, "j", "?")
    expect(listed.locator("dialog#all-keys")).to_be_visible()
    press(listed, "Escape")
    focused(listed, "tr.row.current .subject > a")
    press(listed, "Control+k")
    focused(listed, "dialog#palette input")
    press(listed, "Escape")
    expect(listed.locator("dialog#palette")).to_be_hidden()
    focused(listed, "tr.row.current .subject > a")
    press(listed, "Control+k")
    listed.keyboard.type("Board")
    press(listed, "Enter")
    listed.wait_for_url("**/desk/board")


def test_answering_noting_and_moving_on(listed, gaps):
    listed.goto(f"/desk/tickets/{gaps['portal']}")
    press(listed, "r")
    focused(listed, "textarea[name=text]")
    listed.keyboard.type("By keyboard.")
    with leaving(listed):
        press(listed, "Control+Enter")
    expect(listed.locator("article.reply", has_text="By keyboard.")).to_be_visible()
    press(listed, "n")
    listed.keyboard.type("Only for us.")
    with leaving(listed):
        press(listed, "Control+Enter")
    expect(listed.locator("article.note", has_text="Only for us.")).to_be_visible()
    press(listed, "n", "Escape", "s")
    focused(listed, "details[open] .menu .item:focus")
    press(listed, "Escape")
    focused(listed, "summary[data-hotkey=s]")
    press(listed, "m")
    focused(listed, "details[open] .menu .item:focus")
    press(listed, "Escape", "t")
    focused(listed, "input[name=add]")
    listed.keyboard.type("by-keyboard")
    with leaving(listed):
        press(listed, "Enter")
    expect(listed.locator("#facts").get_by_text("by-keyboard")).to_be_visible()
    press(listed, "a")
    focused(listed, "select[name=assignee]")
    with leaving(listed):
        listed.keyboard.type("Sophie")
        press(listed, "Tab")
    expect(listed.locator("select[name=assignee] option:checked")).to_contain_text("Sophie Clarke")
    press(listed, "s", "ArrowDown", "Enter")
    expect(listed.locator(".controls .stage")).not_to_have_text("Assigned")


def test_keys_of_every_page(listed, gaps):
    listed.goto(f"/desk/tickets/{gaps['ticket']}")
    press(listed, "/")
    listed.wait_for_url("**/desk/search")
    press(listed, "/")
    focused(listed, "input[data-hotkey='/']")
    listed.keyboard.type("printer")
    press(listed, "Enter")
    listed.wait_for_url("**/desk/search?q=printer")
    press(listed, "g", "m")
    listed.wait_for_url("**/desk/lists/mine")
    listed.goto("/desk/people")
    press(listed, "c")
    listed.wait_for_url("**/desk/tickets/new")
    focused(listed, "input[name=requester]")
