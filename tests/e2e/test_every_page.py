"""Every main page: axe finds nothing, no sideways scrolling on a phone, and foreign text runs nowhere."""

from __future__ import annotations

import json

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import WITH_PASSWORDS
from tests.e2e.test_main_job import letter
from tests.serving import ROOT, serving, wait_until

pytestmark = pytest.mark.journey

DESK_PAGES = [
    "/desk/lists/open", "/desk/lists/due", "/desk/lists/unassigned", "/desk/unanswered", "/desk/notices", "/desk/board",
    "/desk/board/escalations", "/desk/approvals", "/desk/tickets/new", "/desk/people", "/desk/organisations",
    "/desk/organisations/1", "/desk/search?q=printer", "/desk/ledger", "/desk/log", "/desk/trash", "/account",
    "/desk/templates", "/desk/templates/1", "/desk/macros", "/desk/macros/1", "/desk/rehearsals",
    "/desk/sla/calculator?minutes=2400",
]  # fmt: skip
SETTINGS_PAGES = [
    "", "brands", "departments", "tiers", "workflows", "workflows/1", "kinds", "kinds/incident", "categories",
    "categories/1", "priorities", "policies", "policies/1", "versions/policy/1", "calendars", "calendars/1",
    "calendars/1/change", "rules", "rules/1", "rules/1/log", "rules/new", "mailboxes", "mail-accounts", "outgoing",
    "texts", "agents", "agents/1", "teams", "teams/1", "teams/1/assignment", "work", "roles", "access", "imports",
]  # fmt: skip
TICKET_PAGES = ["", "/clocks", "/line", "/way"]
PORTAL_PAGES = ["/portal/", "/portal/?closed=1", "/portal/tickets/new"]
SHARED = ROOT.parent / "shared" / "data" / "security"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A desk in which every page has something to show."""
    home = tmp_path_factory.mktemp("example") / "home"
    with serving(home, desk_file=WITH_PASSWORDS) as served:
        filled = served.tuki("sample")
        assert filled.returncode == 0, filled.stderr
        yield served


@pytest.fixture(scope="module")
def pages(example) -> list[str]:
    """Every page that an administrator opens, with those of a ticket that was escalated and given back."""
    number = next(each["number"] for each in example.all_of("/tickets") if each["subject"].startswith("Homeoffice"))
    return [
        *DESK_PAGES,
        *(f"/desk/settings/{each}" for each in SETTINGS_PAGES),
        *(f"/desk/tickets/{number}{each}" for each in TICKET_PAGES),
    ]


@pytest.fixture(scope="module")
def reference(desk):
    desk.deliver("clara@customer-a.test", letter("Axe", "A printer, again."))
    assert wait_until(lambda: desk.all_of("/tickets"), seconds=30)
    found = [each for each in desk.all_of("/tickets") if each["subject"] == "Axe"]
    return found[0]["number"]


def faults(page) -> list[str]:
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, example, pages, reference, scheme):
    """G36."""
    vera, clara = opened("vera", base=example, color_scheme=scheme), opened("clara", color_scheme=scheme)
    found = {}
    for page, paths in ((vera, pages), (clara, [*PORTAL_PAGES, f"/portal/tickets/{reference}"])):
        for path in paths:
            assert page.goto(path).status == 200, path
            if wrong := faults(page):
                found[path] = wrong
    assert found == {}


def test_a_phone_scrolls_only_downwards(opened, example, pages):
    vera = opened("vera", base=example, is_mobile=True, has_touch=True)
    vera.set_viewport_size({"width": 360, "height": 740})
    too_wide = {}
    for path in pages:
        vera.goto(path)
        if wide := vera.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            too_wide[path] = wide
    assert too_wide == {}


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
    assert wait_until(lambda: len(desk.all_of("/mail/journal", token="vera")) >= len(payloads), seconds=60)
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
