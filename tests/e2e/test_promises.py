"""A letter falls due, waits for its sender, goes on, and is late: the agent, the customer and the manager see it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import WITH_PASSWORDS
from tests.e2e.test_lines import first_ticket
from tests.e2e.test_main_job import letter
from tests.serving import ROOT, Desk, serving

pytestmark = pytest.mark.journey

WEEK = ", ".join(f'{day} = [["00:00", "24:00"]]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
PROMISES = f"""
[[calendar]]
name = "Hele døgnet"
zone = "Europe/Oslo"
week = {{ {WEEK} }}

[[policy]]
name = "Gull"
calendar = "Hele døgnet"
promises = {{ first_response = [60, 60, 60, 60], resolve = [480, 480, 480, 480] }}
steps = [{{ minutes = 0, receivers = ["assignee", "manager"] }}]
"""


@pytest.fixture(scope="module")
def promising_desk(tmp_path_factory) -> Iterator[Desk]:
    """A desk that answers within an hour and solves within eight."""
    home = tmp_path_factory.mktemp("promises") / "home"
    with serving(home, desk_file=WITH_PASSWORDS + PROMISES) as served:
        yield served


def test_from_the_letter_to_the_breach(promising_desk, opened):
    desk = promising_desk
    anna, clara, vera = (opened(who, base=desk) for who in ("anna", "clara", "vera"))
    desk.deliver("clara@customer-a.test", letter("Skriveren står", "Hei, skriveren står."))
    first_ticket(anna, "Skriveren står")
    promised = anna.locator("#facts .panel", has_text="Promises")
    expect(promised.locator(".sla.track")).to_have_count(2)
    address = anna.url

    anna.get_by_role("button", name="Status").or_(anna.locator("summary", has_text="Status")).first.click()
    anna.get_by_role("button", name="Information needed").first.click()
    expect(anna.locator("#facts .sla.paused")).to_have_count(2)

    clara.goto("/portal/")
    clara.get_by_role("link", name="Skriveren står").click()
    expect(clara.locator(".promises")).to_contain_text("paused")
    clara.get_by_label("Your answer").fill("Tredje etasje.")
    clara.get_by_role("button", name="Send").click()
    expect(clara.locator(".promises .sla.track")).to_have_count(2)
    clara.locator(".promises").get_by_role("link", name="Why?").click()
    expect(clara.get_by_role("heading", level=1)).to_have_text("When you can expect what")
    expect(clara.locator("table").first).to_contain_text("We wait for your answer")

    done = subprocess.run([sys.executable, "-m", "tests.e2e.later", "2"], env=desk.environment, cwd=ROOT)
    assert done.returncode == 0
    vera.goto("/desk/notices")
    expect(vera.locator(".notices li.new")).to_contain_text("Late: First response was due")
    vera.get_by_role("link", name="Why?").click()
    expect(vera.locator(".why").first).to_contain_text("Information needed (Anna)")
    expect(vera.locator(".why .steps .told").first).to_contain_text("Breach")
    vera.goto(address)
    expect(vera.get_by_text("noted a broken promise: First response")).to_be_attached()
    vera.goto("/desk/notices")
    vera.get_by_role("button", name="I have seen them all").click()
    expect(vera.locator(".notices li.seen")).to_have_count(1)
