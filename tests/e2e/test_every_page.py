"""Every page: axe finds nothing, none is wider than its screen, and foreign text runs nowhere."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e import pages
from tests.e2e.looking import faults_everywhere
from tests.serving import ROOT, serving, wait_until

pytestmark = pytest.mark.journey

FIRST_RUN = {
    "": {"name": "Olga", "email": "olga@desk.test", "password": "correct-horse-9"},
    "/brand": {"name": "Acme", "prefix": "ACME"},
    "/department": {"name": "Support"},
    "/mail": {},
    "/agents": {},
}
SHARED = ROOT.parent / "shared" / "data" / "security"


def wrong_among(page, paths, *, answering=(200,)) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        assert page.goto(path).status in answering, path
        assert page.locator("body.desk").count() == page.locator("body.desk > nav.rail").count(), path
        if wrong := faults_everywhere(page):
            found[path] = wrong
    return found


@pytest.mark.parametrize("group", ["LISTS", "TICKET", "PEOPLE", "SETTINGS", "TOOLS", "ACCOUNT"])
def test_pages_for_staff(opened, example, gaps, group):
    """G36: light and dark, wide and narrow."""
    vera = opened("vera", base=example)
    assert wrong_among(vera, pages.filled(getattr(pages, group), gaps)) == {}


def test_pages_for_customers(opened, example, gaps):
    clara = opened("clara", base=example)
    assert wrong_among(clara, pages.filled(pages.PORTAL, gaps)) == {}


def test_pages_at_the_door(opened, example):
    somebody = opened(base=example)
    assert wrong_among(somebody, pages.DOOR, answering=(200, 404, 410)) == {}


def test_pages_of_the_first_run(opened, tmp_path):
    """A desk that nobody has set up yet."""
    with serving(tmp_path / "home", desk_file="") as fresh:
        link = urlsplit(fresh.tuki("setup").stdout.strip()).path
        first = opened(base=fresh)
        for step, given in FIRST_RUN.items():
            assert wrong_among(first, [f"{link}{step}"]) == {}
            assert urlsplit(first.url).path == f"{link}{step}"  # and not the step before, which leads here
            for name, value in given.items():
                first.fill(f"input[name={name}]", value)
            if given:
                first.locator("main form button[type=submit]").first.click()
                first.wait_for_load_state()
        first.close()


@pytest.mark.parametrize("language", ["ru-RU", "nb-NO", "fi-FI"])
def test_pages_speak_the_readers_language(opened, language):
    page = opened(locale=language)
    page.goto("/login")
    assert page.locator("html").get_attribute("lang") == language[:2]
    words = {"ru": "Войти", "nb": "Logg inn", "fi": "Kirjaudu"}[language[:2]]
    expect(page.get_by_role("button", name=words).first).to_be_visible()


def test_foreign_text_runs_nowhere(desk, opened):
    """G18 at CI size: payloads in subject, name and HTML; on every page no dialog and no request elsewhere."""
    payloads = [each["payload"] for each in json.loads((SHARED / "html-dompurify" / "expect.json").read_text())][:60]
    lines = [
        line
        for path in sorted((SHARED / "payloads" / "xss").iterdir())
        for line in path.read_text(errors="replace").splitlines()
    ]
    payloads += [line for line in lines if "<" in line][:60]
    for number, payload in enumerate(payloads):
        desk.deliver("clara@customer-a.test", hostile(number, payload))
    assert wait_until(lambda: len(desk.all_of("/mail/journal", token="vera")) >= len(payloads))
    assert wait_until(
        lambda: all(each["outcome"] != "waiting" for each in desk.all_of("/mail/journal", token="vera")), seconds=90
    )

    page = opened("vera")
    fired: list[str] = []
    page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            fired.append(request.url)
            if "127.0.0.1" not in request.url and not request.url.startswith("data:")
            else None
        ),
    )
    for path in ("/desk/lists/open", "/desk/ledger", "/desk/search?q=payload", "/desk/log"):
        page.goto(path)
    tickets = [each["number"] for each in desk.all_of("/tickets") if each["subject"].startswith("payload")]
    assert len(tickets) > len(payloads) / 2
    for number in tickets[::6]:
        page.goto(f"/desk/tickets/{number}")
        for fold in page.locator("details.as-sent > summary").all():
            fold.click()
        assert page.evaluate("window.canary === undefined")
    assert fired == []


def hostile(number: int, payload: str) -> bytes:
    html = payload.replace("alert", "window.canary=alert").encode("utf-8", "replace")
    plain = " ".join(payload.split())[:400]
    head = (
        f"From: {json.dumps(plain[:60])} <clara@customer-a.test>\r\nTo: support@desk.test\r\n"
        f"Subject: payload {number} {plain[:200]}\r\nMessage-ID: <hostile-{number}@customer-a.test>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    )
    return head.encode("utf-8", "replace") + html.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
