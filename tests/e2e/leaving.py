"""Waiting for the page that a form leads to, where Playwright does not: after keys, choices and dragging."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """What is done inside sends a form; at the end the next page is there with its scripts.

    To see what was sent is not enough: the live stream may show it on the old page while the next one is on its way,
    and whatever is typed then is lost.
    """
    page.evaluate("document.documentElement.dataset.old = ''")
    yield
    expect(page.locator("html[data-old]")).to_have_count(0)
    page.wait_for_load_state()
