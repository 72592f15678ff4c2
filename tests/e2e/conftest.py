"""The real desk in its own processes, a real mail server beside it, and the system's Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.furnishing import furnish
from tests.serving import DESK, Desk, serving
from tests.sink import Sink

PASSWORD = "correct-horse-9"
WITH_PASSWORDS = DESK.replace('role = "', f'password = "{PASSWORD}"\nrole = "').replace(
    'organisation = "Customer A"', f'organisation = "Customer A"\npassword = "{PASSWORD}"'
)


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where the desk's mail goes."""
    with Sink() as opened:
        yield opened


@pytest.fixture(scope="session")
def desk(tmp_path_factory, sink: Sink) -> Iterator[Desk]:
    """`tuki serve` with Anna, Vera and Clara."""
    home = tmp_path_factory.mktemp("desk") / "home"
    with serving(home, desk_file=WITH_PASSWORDS, TUKI_SMTP_URL=sink.url) as served:
        yield served


@pytest.fixture(scope="session")
def example(tmp_path_factory) -> Iterator[Desk]:
    """The example desk."""
    home = tmp_path_factory.mktemp("example") / "home"
    with serving(home, desk_file=WITH_PASSWORDS) as served:
        filled = served.tuki("sample")
        assert filled.returncode == 0, filled.stderr
        yield served


@pytest.fixture(scope="session")
def gaps(example: Desk) -> dict[str, object]:
    """What stands in the gaps of addresses, on the example desk with the rest that its pages show."""
    return furnish(example)


@pytest.fixture
def opened(chromium: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """opened("anna", **options) → a page signed in as them; complaints of the console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(who: str = "", *, base: Desk | None = None, **options: object) -> Page:
        address = f"http://127.0.0.1:{(base or desk).web_port}"
        context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        if who:
            sign_in(page, who)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, who: str) -> None:
    """Through the form, as a person would."""
    domain = "customer-a.test" if who == "clara" else "desk.test"
    page.goto("/login")
    page.fill("input[name=email]", f"{who}@{domain}")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url("**/portal/**" if who == "clara" else "**/desk/**")


def _is_complaint(said: object) -> bool:
    """Errors of the policy or of scripts; a refused form (4xx) is the page's business."""
    return said.type == "error" and "the server responded with a status of 4" not in said.text  # type: ignore[attr-defined]
