"""A rule is written, fails its example, is mended, rehearsed and switched on; it acts, says why, and is taken back."""

from __future__ import annotations

import os
import re
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


def arrived(desk, page: Page, subject: str) -> None:
    desk.deliver("clara@customer-a.test", letter(subject, "Пожалуйста, помогите."))
    page.goto("/desk/lists/open")
    expect(page.locator("tr.row", has_text=subject)).to_be_visible()


def written(page: Page) -> None:
    """A rule that tags what is about staples, with an example that expects another tag."""
    page.goto("/desk/settings/rules/new")
    page.fill("input[name=name]", "Staples")
    page.select_option("select[name=c-0-0-fact]", "subject")
    page.get_by_role("button", name="More conditions", exact=True).click()
    page.select_option("select[name=c-0-0-op]", "contains")
    page.fill("input[name=c-0-0-value]", "staples; скрепки")
    page.select_option("select[name=add]", "add_tags")
    page.get_by_role("button", name="Add", exact=True).click()
    page.fill("input[name=step-0-tags]", "supplies")
    page.get_by_role("button", name="Add an example").click()
    page.fill("input[name=e-0-g-1-value]", "Нужны скрепки")
    page.select_option("select[name=e-0-t-0-fact]", "tags")
    page.locator("#example-0").get_by_role("button", name="More facts").click()
    page.fill("input[name=e-0-t-0-value]", "paper")
    page.locator("form.rule-form").get_by_role("button", name="Save", exact=True).last.click()


def test_from_a_draft_to_taking_back(desk, opened):
    vera = opened("vera")
    arrived(desk, vera, "Кончились скрепки")
    written(vera)
    expect(vera.locator("#example-0")).to_contain_text("expected paper, found supplies")
    assert faults(vera) == []
    kept(vera, "rule-fails")
    vera.get_by_role("button", name="Switch on").click()
    expect(vera.get_by_text("does not come out as expected").first).to_be_visible()
    vera.fill("input[name=e-0-t-0-value]", "supplies")
    vera.locator("form.rule-form").get_by_role("button", name="Save", exact=True).last.click()
    expect(vera.locator("#example-0")).to_contain_text("as expected")

    vera.locator("summary", has_text="Rehearse").click()
    vera.get_by_role("button", name="Rehearse", exact=True).click()
    expect(vera.locator("#rehearsal-found progress")).to_have_count(0)
    vera.reload()
    expect(vera.locator(".figure", has_text="tickets touched")).to_contain_text("1")
    expect(vera.locator("table")).to_contain_text("Кончились скрепки")
    assert faults(vera) == []
    kept(vera, "rehearsal")
    vera.get_by_role("link", name="Go on with this draft").click()
    vera.get_by_role("button", name="Switch on").click()
    expect(vera.get_by_text("It acts from now on.")).to_be_visible()

    arrived(desk, vera, "Скрепки для второго этажа")
    vera.locator("tr.row", has_text="второго этажа").get_by_role("link").click()
    expect(vera.locator(".ticket-head, #facts").get_by_text("supplies").first).to_be_visible()
    kept(vera, "ticket-with-rule")
    why = vera.get_by_role("link", name="Why?", exact=True)
    if not why.is_visible():
        vera.locator(".timeline summary", has_text=re.compile("event")).last.click()
    why.click()
    expect(vera.locator(".reasons")).to_contain_text("found: Скрепки для второго этажа")
    assert faults(vera) == []
    kept(vera, "why")
    vera.get_by_role("button", name="Take it back").click()
    expect(vera.get_by_text("Taken back, as far as it can be.")).to_be_visible()
    vera.get_by_role("link", name=re.compile("^ACME-")).click()
    expect(vera.locator("#facts").get_by_text("supplies")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_a_phone_and_work_without_script(opened, scheme):
    page = opened("vera", color_scheme=scheme, is_mobile=True, has_touch=True, java_script_enabled=scheme == "dark")
    page.set_viewport_size({"width": 360, "height": 740})
    if scheme == "light":
        written(page)
        expect(page.locator("#example-0")).to_contain_text("expected paper, found supplies")
        return
    page.goto("/desk/settings/rules")
    one = page.locator(".rule-name").first.get_attribute("href")
    page.goto("/desk/rehearsals")
    rehearsal = page.locator("th a").first.get_attribute("href")
    for path in ("/desk/settings/rules", one, f"{one}/log", "/desk/settings/rules/new", "/desk/rehearsals", rehearsal):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert faults(page) == [], path
        kept(page, f"{scheme}-{path.removeprefix('/desk/').replace('/', '-')}")
