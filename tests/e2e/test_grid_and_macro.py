"""The priority grid moves open tickets while one looks; a template and a macro do the work of an agent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.leaving import leaving
from tests.e2e.test_main_job import letter

pytestmark = pytest.mark.journey


def arrived(desk, page: Page, subject: str, text: str = "Please help.") -> None:
    """A letter has come and is open on the page."""
    desk.deliver("clara@customer-a.test", letter(subject, text))
    page.goto("/desk/lists/open")
    row = page.locator("tr.row", has_text=subject)
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def test_the_grid_is_coloured_counted_and_applied(desk, opened):
    page = opened("vera")
    arrived(desk, page, "Сетка приоритетов")
    ticket = page.url
    with leaving(page):
        page.select_option("select[name=impact]", "1")
    expect(page.locator("#facts .priority")).to_have_attribute("aria-label", re.compile("Priority 2"))

    page.goto("/desk/settings/priorities")
    cell = page.locator("select[name=cell-3-1]")
    expect(cell).to_have_value("2")
    before = cell.evaluate("each => getComputedStyle(each).backgroundColor")
    cell.select_option("1")
    assert cell.evaluate("each => getComputedStyle(each).backgroundColor") != before
    page.get_by_role("button", name="How many tickets change?").click()
    expect(page.locator("#would-change")).to_contain_text("1 open ticket")
    page.get_by_role("button", name="Save and apply").click()
    expect(page.locator("#reprioritising")).to_contain_text("1 changed")
    page.goto(ticket)
    expect(page.locator("#facts .priority")).to_have_attribute("aria-label", re.compile("Priority 1"))

    page.locator("#facts details", has_text="Override").locator("summary").click()
    page.select_option("#override_priority", "4")
    page.fill("#override_reason", "Nobody works there today")
    page.get_by_role("button", name="Override").click()
    expect(page.locator("#facts")).to_contain_text("Nobody works there today")
    page.get_by_role("button", name="Let the matrix decide").click()
    expect(page.locator("#facts .priority")).to_have_attribute("aria-label", re.compile("Priority 1"))


def test_a_template_and_a_macro_do_the_work(desk, opened):
    page = opened("vera")
    page.goto("/desk/templates/new")
    page.fill("input[name=name]", "Toner")
    page.fill("textarea[name=text_en]", "Dear {requester.first_name}, new toner is on its way.")
    page.get_by_role("button", name="Save").click()

    page.goto("/desk/macros/new")
    page.fill("input[name=name]", "Toner sent")
    for number, action in enumerate(("note", "add_tags", "assign")):
        page.select_option("select[name=add]", action)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator(".step-card")).to_have_count(number + 1)
    page.fill("textarea[name=step-0-text]", "Toner for {requester.name} sent.")
    page.fill("input[name=step-1-tags]", "toner, sent")
    page.select_option("select[name=step-2-assignee]", "0")
    page.get_by_role("button", name="Save").click()

    arrived(desk, page, "No toner")
    page.keyboard.press("e")
    page.keyboard.type("Toner")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("new toner is on its way"))
    page.locator("textarea[name=text]").press("End")
    page.keyboard.type(" Bye!")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("article.reply")).to_contain_text("on its way. Bye!")

    page.locator("summary", has_text="Macro").click()
    page.get_by_role("link", name="Toner sent").click()
    expect(page.locator("#foreseen li")).to_have_count(3)
    expect(page.locator("#foreseen")).to_contain_text("These tags are put on: toner, sent.")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("article.note")).to_contain_text("sent.")
    expect(page.locator("#facts")).to_contain_text("toner")


def test_without_script_a_template_is_inserted_and_a_macro_runs(desk, opened):
    page = opened("vera", java_script_enabled=False)
    page.goto("/desk/templates/new")
    page.fill("input[name=name]", "Plain")
    page.fill("textarea[name=text_en]", "About {ticket.subject}.")
    page.get_by_role("button", name="Save").click()
    page.goto("/desk/macros/new")
    page.fill("input[name=name]", "Plain macro")
    page.select_option("select[name=add]", "note")
    page.get_by_role("button", name="Add", exact=True).click()
    page.fill("textarea[name=step-0-text]", "Seen.")
    page.get_by_role("button", name="Save").click()
    run = page.get_by_role("link", name="Plain macro").get_attribute("href")
    desk.deliver("clara@customer-a.test", letter("Without script at all", "Hello."))
    for _ in range(40):
        page.goto("/desk/lists/open")
        if page.locator("tr.row", has_text="Without script at all").count():
            break
        page.wait_for_timeout(500)
    page.locator("tr.row", has_text="Without script at all").get_by_role("link").click()
    ticket = page.url
    page.fill("textarea[name=text]", "I begin.")
    page.fill("input[name=template]", "Plain")
    page.get_by_role("button", name="Insert").click()
    expect(page.locator("textarea[name=text]")).to_have_value("I begin.\n\nAbout Without script at all.")
    page.goto(f"{ticket}/macros/{run.rsplit('/', 1)[1]}")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("article.note")).to_contain_text("Seen.")
