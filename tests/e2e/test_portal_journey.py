"""The customer's way: a one-time link from the acknowledgement, answering with a file, judging the solution."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from tests.e2e.test_main_job import letter
from tests.serving import wait_until

pytestmark = pytest.mark.journey


def test_from_the_mail_to_the_closed_request(desk, sink, opened, tmp_path):
    desk.deliver("clara@customer-a.test", letter("Skriveren brenner", "Hei, skriveren brenner."))
    agent = opened("vera")
    agent.goto("/desk/lists/open")
    row = agent.locator("tr.row", has_text="Skriveren brenner")
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    reference = agent.url.rpartition("/")[2]
    agent.locator("summary", has_text="Status").click()
    agent.get_by_role("button", name="Solved").click()
    expect(agent.get_by_text("Completed").first).to_be_visible()

    customer = opened(locale="nb-NO")
    customer.goto(_asked_link(customer, sink))
    customer.locator("main form button[type=submit]").first.click()
    customer.wait_for_url("**/portal/**")
    customer.goto(f"/portal/tickets/{reference}")
    notes = tmp_path / "rapport.txt"
    notes.write_text("Den brenner ikke mer.")
    customer.set_input_files("input[type=file]", str(notes))
    customer.fill("textarea[name=text]", "Takk, nå virker den.")
    customer.locator("form#answer button[type=submit]").click()
    expect(customer.get_by_text("Takk, nå virker den.")).to_be_visible()
    expect(customer.get_by_text("rapport.txt")).to_be_visible()


def _asked_link(page, sink) -> str:
    """Asks for a link on the sign-in page and reads it from the mail."""
    before = len(sink.mails)
    page.goto("/login/link")
    page.fill("input[name=email]", "clara@customer-a.test")
    page.locator("form:has(input[name=email]) button[type=submit]").first.click()
    assert wait_until(lambda: any(_links(content) for _, content in sink.mails[before:]))
    return next(link for _, content in sink.mails[before:] for link in _links(content))


def _links(content: bytes) -> list[str]:
    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    return re.findall(r"http://\S+/link/\S+", body.get_content()) if body else []
