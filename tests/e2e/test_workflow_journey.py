"""A status is removed in settings, its tickets are moved, and the earlier version holds again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import faults
from tests.e2e.test_main_job import letter

pytestmark = pytest.mark.journey
# Where to keep pictures for people to look at; nowhere unless it is set.
PICTURES = os.environ.get("TUKI_TEST_PICTURES", "")


def kept(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_status_goes_and_comes_back(desk, opened):
    desk.deliver("clara@customer-a.test", letter("Waiting for the vendor", "The vendor must look at it."))
    anna, vera = opened("anna"), opened("vera")
    anna.goto("/desk/lists/open")
    anna.locator("tr.row", has_text="Waiting for the vendor").get_by_role("link").click()
    address = anna.url
    anna.locator("summary", has_text="Status").click()
    anna.get_by_role("button", name="External processing", exact=True).click()
    expect(anna.locator(".ticket-head .stage")).to_have_text("External processing")
    anna.locator(".ticket-head .stage").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("How it goes on")
    expect(anna.locator(".flow g.here")).to_contain_text("External")
    assert faults(anna) == []
    kept(anna, "way")

    vera.goto("/desk/settings/")
    vera.get_by_role("link", name="Workflows").click()
    vera.get_by_role("link", name="Incidents and requests", exact=True).click()
    assert faults(vera) == []
    kept(vera, "editor")
    vera.get_by_role("button", name="Remove External processing").click()
    expect(vera.locator(".flow svg")).not_to_contain_text("External")
    vera.get_by_role("button", name="Save", exact=True).click()
    expect(vera.get_by_role("heading", level=1)).to_have_text("Where do these tickets go?")
    assert faults(vera) == []
    kept(vera, "moves")
    vera.get_by_label("Where tickets in “External processing” go").select_option(label="Information needed")
    vera.get_by_role("button", name="Save and send them there").click()
    expect(vera.get_by_text("Saved.")).to_be_visible()

    anna.goto(address)
    expect(anna.locator(".ticket-head .stage")).to_have_text("Information needed")
    anna.locator(".timeline summary").last.click()
    expect(anna.get_by_text("as the workflow says now").last).to_be_visible()

    vera.get_by_role("link", name="Versions").click()
    kept(vera, "versions")
    vera.get_by_role("button", name="Go back to this").click()
    expect(vera.get_by_text("The earlier version holds again.")).to_be_visible()
    anna.reload()
    anna.locator("summary", has_text="Status").click()
    expect(anna.get_by_role("button", name="External processing", exact=True)).to_be_visible()


def test_the_form_works_without_script(desk, opened):
    page = opened("vera", java_script_enabled=False)
    page.goto("/desk/settings/workflows/new")
    page.fill("input[name=name]", "Access requests")
    page.locator("summary", has_text="Add a status").click()
    page.fill("input[name=new_name]", "Ждём согласования")
    page.select_option("select[name=new_stage]", "third_party")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".flow svg")).to_contain_text("Ждём согласования")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("No ticket ever gets to “Ждём согласования”").first).to_be_visible()
    page.get_by_label("In progress → Ждём согласования", exact=True).check()
    page.get_by_label("Ждём согласования → In progress", exact=True).check()
    page.get_by_label("In progress → Ждём согласования: needs an approval").check(force=True)
    page.get_by_label("Change request").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Added.")).to_be_visible()
    expect(page.locator(".flow svg")).to_contain_text("2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_a_phone(opened, scheme):
    page = opened("vera", color_scheme=scheme, is_mobile=True, has_touch=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/desk/settings/workflows")
    first = page.get_by_role("link", name="Incidents and requests", exact=True).get_attribute("href")
    kinds = ("/desk/settings/kinds", "/desk/settings/kinds/incident")
    for path in ("/desk/settings/workflows", first, *kinds, "/desk/approvals"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert faults(page) == [], path
        kept(page, f"{scheme}-{path.rsplit('/', 1)[-1]}")
