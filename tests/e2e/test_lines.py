"""Lines and assignment: a letter finds its agent, goes up with a handover and comes back; a dispatcher gives; who goes
off leaves nothing lying."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD, WITH_PASSWORDS
from tests.e2e.leaving import leaving
from tests.e2e.test_main_job import letter
from tests.serving import Desk, serving, wait_until

pytestmark = pytest.mark.journey

TEAMS = f"""
[[person]]
name = "Olga"
email = "olga@desk.test"
password = "{PASSWORD}"
role = "agent"
departments = ["Support"]

[[team]]
name = "Første linje"
line = 1
department = "Support"
members = ["anna@desk.test"]
assignment = {{ how = "round_robin", grace_minutes = 0 }}

[[team]]
name = "Вторая линия"
line = 2
department = "Support"
members = ["olga@desk.test"]
"""


@pytest.fixture(scope="module")
def lines_desk(tmp_path_factory) -> Iterator[Desk]:
    """A desk of two lines; the first is given its tickets in turn."""
    home = tmp_path_factory.mktemp("lines") / "home"
    with serving(home, desk_file=WITH_PASSWORDS + TEAMS) as served:
        yield served


def first_ticket(page: Page, subject: str) -> None:
    """Opens the ticket of this subject from the list of all open ones."""
    row = page.locator("tr.row", has_text=subject)

    def is_listed() -> bool:
        page.goto("/desk/lists/open")
        return row.count() > 0

    assert wait_until(is_listed)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def test_up_with_a_handover_and_back_with_a_reason(lines_desk, opened):
    anna, olga = opened("anna", base=lines_desk), opened("olga", base=lines_desk)
    expect(anna.locator(".rail .self").first).to_contain_text("Online")
    lines_desk.deliver("clara@customer-a.test", letter("Skriveren står", "Hei, skriveren står."))
    first_ticket(anna, "Skriveren står")
    expect(anna.get_by_text("assigned it to Anna: the only one who is free")).to_be_attached()

    anna.get_by_role("link", name="Escalate").click()
    dialog = anna.locator("dialog#escalate")
    dialog.get_by_label("Handover").fill("Kabel byttet, driver installert på nytt.")
    dialog.get_by_role("button", name="Escalate").click()
    expect(anna.locator("article.note")).to_contain_text("Kabel byttet")
    expect(anna.locator(".hops").first).to_contain_text("Вторая линия")

    first_ticket(olga, "Skriveren står")
    expect(olga.locator("article.note")).to_contain_text("driver installert")
    olga.get_by_role("link", name="Return", exact=True).click()
    dialog = olga.locator("dialog#return")
    dialog.get_by_label("Reason").fill("Работает: бумага кончилась.")
    dialog.get_by_role("button", name="Return to Første linje").click()
    expect(olga.locator("article.note").last).to_contain_text("бумага")
    expect(anna.get_by_text("returned it to Første linje").first).to_be_attached()
    expect(anna.locator("select[name=assignee]").first).to_have_value(str(assignee(anna, "Anna")))


def test_a_dispatcher_gives_by_select_and_by_dragging(lines_desk, opened):
    anna, vera = opened("anna", base=lines_desk), opened("vera", base=lines_desk)
    for subject in ("Печать", "Сканер"):
        lines_desk.deliver("clara@customer-a.test", letter(subject, "Помогите, пожалуйста."))
        first_ticket(anna, subject)
        anna.goto(f"{anna.url}/line")
        anna.get_by_label("Handover").fill("Передаю.")
        anna.get_by_role("button", name="Escalate").click()
    vera.goto("/desk/board")
    vera.get_by_role("link", name="Вторая линия").click()
    queue, olga = vera.locator(".column.queue"), vera.locator(".column", has_text="Olga").last
    expect(queue.locator(".card")).to_have_count(2)
    with leaving(vera):
        queue.locator(".card", has_text="Печать").get_by_role("combobox").select_option(label=option(vera, "Olga"))
    expect(olga.locator(".card", has_text="Печать")).to_be_visible()
    expect(queue.locator(".card")).to_have_count(1)
    scanner = queue.locator(".card", has_text="Сканер")
    expect(scanner).to_have_attribute("draggable", "true")
    with leaving(vera):
        scanner.drag_to(olga)
    expect(olga.locator(".card")).to_have_count(2)
    expect(queue.locator(".card")).to_have_count(0)


def test_who_goes_off_leaves_nothing_lying(lines_desk, opened):
    anna, vera = opened("anna", base=lines_desk), opened("vera", base=lines_desk)
    lines_desk.deliver("clara@customer-a.test", letter("Näyttö pimeä", "Hei, näyttö on pimeä."))
    first_ticket(anna, "Näyttö pimeä")
    expect(anna.get_by_text("assigned it to Anna").first).to_be_attached()
    ticket = anna.url
    anna.locator(".rail .self summary").first.click()
    anna.locator(".rail .self").first.get_by_role("button", name="Offline").click()
    expect(anna.locator(".rail .self").first).to_contain_text("Offline")
    vera.goto(ticket)
    expect(vera.get_by_text("took it off Anna: the agent is not at work").first).to_be_attached()
    expect(vera.locator("select[name=assignee]").first).to_have_value("")


def test_the_board_without_script(lines_desk, opened):
    vera = opened("vera", base=lines_desk, java_script_enabled=False)
    vera.goto("/desk/board")
    vera.get_by_role("link", name="Вторая линия").click()
    card = vera.locator(".card", has_text="Печать")
    card.get_by_role("combobox").select_option("")
    card.get_by_role("button", name="Give").click()
    vera.get_by_role("link", name="Вторая линия").click()
    expect(vera.locator(".column.queue .card", has_text="Печать")).to_be_visible()


def assignee(page: Page, name: str) -> str | None:
    """The value of somebody in the list of agents."""
    return page.locator("select[name=assignee] option", has_text=name).first.get_attribute("value")


def option(page: Page, name: str) -> str:
    """The words under which somebody stands in the selects of the board."""
    return page.locator(".card select option", has_text=name).first.inner_text()
