"""The form of a new ticket, as it stands before anything is typed."""

from __future__ import annotations

import re

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.people.commands.desk import set_team
from tuki.people.models import Team

FORM, CREATE = "/desk/tickets/new", "/desk/tickets/create"
NEW = {"requester": "clara@customer-a.test", "subject": "By phone", "text": "It rings.", "kind": "incident"}


def chosen(page: str) -> str:
    """The department that the form offers first."""
    options = re.search(r'<select[^>]*name="department".*?</select>', page, re.DOTALL)
    assert options is not None
    found = re.search(r"<option[^>]* selected[^>]*>([^<]+)", options[0])
    return found[1] if found else ""


def test_the_department_is_that_of_ones_team(cast):
    assert chosen(browser(cast.anna).get(FORM).text) == "Support"
    assert chosen(browser(cast.boris).get(FORM).text) == "Billing"


def test_without_a_team_it_is_the_one_chosen_last(cast):
    vera = browser(cast.vera)
    assert chosen(vera.get(FORM).text) == ""
    answer = vera.post(CREATE, NEW | {"department": str(cast.support.id)})
    assert answer.status_code == 302
    assert chosen(vera.get(FORM).text) == "Support"
    vera.post(CREATE, NEW | {"department": str(cast.billing.id)})
    assert chosen(vera.get(FORM).text) == "Billing"


def test_what_is_not_offered_is_never_chosen(cast):
    anna = browser(cast.anna)
    team = Team.objects.get(name="First line")
    set_team(SYSTEM, name=team.name, line=1, member_ids=[cast.anna.id], department_id=cast.billing.id)
    anna.cookies["tuki-department"] = str(cast.billing.id)
    assert chosen(anna.get(FORM).text) == ""
