"""What is wrong with a page, as axe and a ruler see it."""

from __future__ import annotations

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast"]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Target size (WCAG 2.2, 2.5.8): 24 px each way for what is no link within a text; a ticked box counts with its label.
TOO_SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, input, a.button, nav a")]
  .map((each) => [each, each.matches(".check") ? each.closest("label, td") ?? each : each])
  .filter(([each, target]) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && each.type !== "hidden" && !each.closest(".hidden-visually, .skip, .crumbs") && target.getClientRects().length)
  .map(([each, target]) => [each, target.getBoundingClientRect()])
  .filter(([, size]) => Math.min(size.width, size.height) < 23.5)
  .map(([each, size]) => `${Math.round(size.width)}×${Math.round(size.height)} px: ${each.outerHTML.slice(0, 100)}`)"""


def faults(page: Page, rules: list[str] = WCAG) -> list[str]:
    """What axe finds by some of its rules or groups of rules; all of WCAG 2.2 AA unless told."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)  # half a megabyte, so once for a page
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def faults_everywhere(page: Page) -> list[str]:
    """Of one page: light and dark, on a wide screen and on a phone; wider than its screen is a fault too."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    found = [*faults(page), *_overflow(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark, {each}" for each in faults(page, COLOURS)]
    page.set_viewport_size(PHONE)
    on_phone = (*faults(page, COLOURS), *_overflow(page), *page.evaluate(TOO_SMALL))
    return [*found, *(f"phone, {each}" for each in on_phone)]


def _overflow(page: Page) -> list[str]:
    too_wide = page.evaluate(TOO_WIDE)
    return [f"{too_wide} px wider than the screen"] if too_wide > 0 else []
