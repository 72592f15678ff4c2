"""The model pages in a real browser, under the real policy: what a reader, a keyboard and a phone meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.journey

PAGES = ("", "/list", "/ticket", "/portal", "/plain")
STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, showroom: str) -> Iterator[Open]:
    """visit("/list", width=390): the page; at the end no page may have reported an error."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def visited(path: str, width: int = 1440, height: int = 900, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.goto(f"{showroom}/showroom{path}", wait_until="load")
        return page

    yield visited
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Open, path: str, theme: str) -> None:
    found = Axe().run(visit(path, color_scheme=theme), options=STANDARD)["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 820])
def test_no_sideways_scrolling(visit: Open, path: str, width: int) -> None:
    """320 px is 400 % zoom on a 1280 px screen (WCAG 1.4.10)."""
    page = visit(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/ticket", ""])
def test_reply_and_note_differ_in_everything_without_script(visit: Open, path: str) -> None:
    page = visit(path, java_script_enabled=False)
    composer = page.locator(".composer").first
    looks = {}
    for mode in ("note", "reply"):
        composer.locator(f".mode-{mode}").click()
        looks[mode] = {
            "ground": composer.evaluate("e => getComputedStyle(e).backgroundColor"),
            "edge": composer.evaluate("e => getComputedStyle(e).borderTopStyle"),
            "recipients": composer.locator(".recipients:visible").inner_text(),
            "button": composer.locator("footer button:visible").inner_text(),
        }
    assert all(looks["note"][part] != looks["reply"][part] for part in looks["note"])
    assert "never sent" in looks["note"]["recipients"]


def test_keys_walk_the_list_pick_and_stay_silent_while_typing(visit: Open) -> None:
    page = visit("/list")
    current = page.locator("[data-row].current .number")
    expect(current).to_have_text("1042")
    page.keyboard.press("j")
    expect(current).to_have_text("1047")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(current).to_have_text("1044")
    page.keyboard.press("x")
    expect(page.locator("[data-picked-count]")).to_have_text("2")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jjx?")
    expect(current).to_have_text("1044")
    expect(page.locator("#all-keys")).not_to_be_visible()


def test_all_keys_stand_behind_the_question_mark(visit: Open) -> None:
    page = visit("/list")
    page.keyboard.press("?")
    expect(page.locator("#all-keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-row].current .number")).to_have_text("1042")
    page.keyboard.press("Escape")
    expect(page.locator("#all-keys")).not_to_be_visible()


def test_two_keys_in_a_row_go_somewhere(visit: Open) -> None:
    page = visit("/list")
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("#unassigned$"))


def test_the_palette_finds_what_the_page_offers(visit: Open) -> None:
    page = visit("/list")
    page.keyboard.press("Control+k")
    page.keyboard.type("unass")
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#unassigned$"))


def test_menus_close_on_escape_and_give_the_focus_back(visit: Open) -> None:
    page = visit("/ticket")
    menu = page.locator(".ticket-head details[data-menu]")
    menu.locator("summary").click()
    page.keyboard.press("ArrowDown")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.locator(".menu")).not_to_be_visible()


def test_the_menu_of_a_phone_needs_no_script(visit: Open) -> None:
    page = visit("/list", width=390, height=844, java_script_enabled=False)
    page.locator(".rail-fold summary").first.click()
    expect(page.get_by_role("link", name="Settings").last).to_be_visible()


def test_a_theme_is_repainted_at_once_and_kept(visit: Open) -> None:
    page = visit("/list", color_scheme="light")
    ground = "getComputedStyle(document.body.querySelector('main')).backgroundColor"
    day = page.evaluate(ground)
    page.locator(".self > summary").first.click()
    with page.expect_response("**/ui/theme"):
        page.get_by_role("button", name="Dark").first.click()
    night = page.evaluate(ground)
    assert night != day
    page.reload()
    assert page.evaluate(ground) == night


def test_dropped_files_show_their_size_and_can_be_taken_out(visit: Open) -> None:
    page = visit("/ticket")
    page.locator('.composer input[type="file"]').set_input_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"x" * 2000} for name in "ab"]
    )
    chosen = page.locator(".composer .chosen-files li")
    expect(chosen).to_have_count(2)
    expect(chosen.first).to_contain_text("2 kB")
    chosen.first.get_by_role("button").click()
    expect(chosen).to_have_count(1)
    assert page.locator('.composer input[type="file"]').evaluate("e => e.files[0].name") == "b.txt"


def test_a_toast_counts_down_and_offers_the_way_back(visit: Open) -> None:
    page = visit("/ticket")
    toast = page.locator("tuki-toast")
    expect(toast).to_contain_text("Sending in")
    expect(toast).to_contain_text("Sending in 8 s")
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()


def test_the_first_page_needs_few_requests(browser: Browser, showroom: str) -> None:
    """P6: at most 12 requests."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{showroom}/showroom/list", wait_until="networkidle")
    page.close()
    assert len(set(asked)) <= 8
