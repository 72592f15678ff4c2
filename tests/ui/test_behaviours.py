"""Behaviours that speak with the server, with the server's answers given here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

pytestmark = pytest.mark.journey

DRAFT = """<form id="d" data-draft-url="/draft" data-saved-words="Draft saved" data-unsaved-words="Not saved">
 <textarea name="text"></textarea><input type="file" name="files"><span data-draft-state></span></form>"""
COMBOBOX = """<tuki-combobox data-source="/people" data-none-words="Nothing found."><input name="who" aria-label="Who">
</tuki-combobox>"""
PRESENCE = """<div data-presence-url="/presence"><textarea aria-label="t"></textarea></div>"""
FRAGMENT = """<p id="live-part" data-live="ticket:7" hx-get="/part" hx-trigger="live" hx-swap="outerHTML">old</p>"""

Insert = Callable[[str], None]


@pytest.fixture
def page(browser: Browser, showroom: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{showroom}/showroom/list")
    yield page
    page.close()


def insert(page: Page, html: str) -> None:
    """Puts a fragment into the page as a partial update would."""
    page.evaluate("html => { document.querySelector('.peek .body').innerHTML = html }", html)


def answer(page: Page, path: str, **options: object) -> list[Request]:
    """Answers requests to a path and returns the list that they are noted in."""
    asked: list[Request] = []

    def handle(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(**options)  # type: ignore[arg-type]

    page.route(f"**{path}", handle)
    return asked


def test_a_draft_is_kept_on_the_server_without_files(page: Page) -> None:
    asked = answer(page, "/draft", status=204)
    insert(page, DRAFT)
    page.locator("#d textarea").type("Hei Clara")
    expect(page.locator("[data-draft-state]").first).to_have_text("Draft saved")
    assert [request.post_data for request in asked] == ["text=Hei+Clara"]


def test_a_draft_that_could_not_be_kept_says_so_and_tries_again(page: Page) -> None:
    answer(page, "/draft", status=503)
    insert(page, DRAFT)
    state = page.locator("[data-draft-state]").first
    page.locator("#d textarea").type("a")
    expect(state).to_have_text("Not saved")
    assert not page.locator("#d").evaluate("form => form.hasAttribute('data-draft-kept')")
    page.unroute("**/draft")
    answer(page, "/draft", status=204)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state).to_have_text("Draft saved")


def test_a_combobox_is_filled_by_keys(page: Page) -> None:
    found = [{"value": "anna", "label": "Anna Nyberg"}, {"value": "boris", "label": "<b>Boris</b>", "hint": "line 2"}]
    asked = answer(page, "/people?q=*", status=200, content_type="application/json", body=json.dumps(found))
    insert(page, COMBOBOX)
    field = page.get_by_role("combobox", name="Who")
    field.type("bo")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("option").nth(1)).to_have_text("<b>Boris</b>line 2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("boris")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert asked[-1].url.endswith("q=bo")


def test_presence_says_looking_then_writing_then_gone(page: Page) -> None:
    answer(page, "/presence", status=204)

    def says(state: str) -> Callable[[Request], bool]:
        return lambda request: request.url.endswith("/presence") and f"state={state}" in (request.post_data or "")

    with page.expect_request(says("looking")):
        insert(page, PRESENCE)
    with page.expect_request(says("writing")):
        page.locator("[data-presence-url] textarea").type("x")
    with page.expect_request(says("gone")):
        insert(page, "")


def with_stream(page: Page) -> Page:
    """The showroom with a part that hears of ticket 7."""

    def change(route: Route) -> None:
        html = route.fetch().text().replace("<body ", '<body data-stream-url="/events" ')
        route.fulfill(body=html.replace("</main>", FRAGMENT + "</main>"), content_type="text/html")

    page.route("**/showroom/list", change)
    return page


def test_a_fragment_fetches_itself_when_its_topic_changes(browser: Browser, showroom: str) -> None:
    context = browser.new_context()
    listener = with_stream(context.new_page())
    parts = answer(listener, "/part", status=200, content_type="text/html", body='<p id="live-part">new</p>')
    asked: list[Request] = []

    def tell_once(route: Route) -> None:
        asked.append(route.request)
        event = 'id: 5\ndata: {"topics": ["ticket:7"]}\n\n'
        route.fulfill(status=200 if len(asked) == 1 else 204, content_type="text/event-stream", body=event)

    listener.route("**/events?age=*", tell_once)
    listener.goto(f"{showroom}/showroom/list")
    expect(listener.locator("#live-part")).to_have_text("new")
    assert parts[0].headers["hx-request"] == "true"
    age = float(asked[0].url.partition("age=")[2])
    assert 0 <= age < 60, "the stream begins where the page was asked for"

    second = with_stream(context.new_page())
    answer(second, "/part", status=200, content_type="text/html", body='<p id="live-part">told by the other tab</p>')
    second.goto(f"{showroom}/showroom/list")
    second.evaluate("new BroadcastChannel('tuki-live').postMessage({ drawnAt: 1 })")
    expect(second.locator("#live-part")).to_have_text("told by the other tab")
    context.close()


def test_the_focus_survives_a_partial_update(page: Page) -> None:
    answer(page, "/part", status=200, content_type="text/html", body='<input id="kept" aria-label="k" value="typed">')
    insert(page, '<div id="box" hx-get="/part" hx-trigger="live"><input id="kept" aria-label="k" value="typed"></div>')
    page.evaluate("htmx.process(document.querySelector('#box'))")
    page.locator("#kept").focus()
    page.evaluate("document.querySelector('#kept').setSelectionRange(2, 3)")
    with page.expect_response("**/part"):
        page.evaluate("document.querySelector('#box').dispatchEvent(new CustomEvent('live'))")
    expect(page.locator("#kept")).to_be_focused()
    assert page.evaluate("document.querySelector('#kept').selectionStart") == 2
