"""What every desk begins with is called as its reader would call it, in lists and forms, and stays built in."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tuki.kernel.reference import reference_changed
from tuki.people.models import PauseReason, Role, Tier
from tuki.people.roles import BUILTIN
from tuki.setup.commands.begin import begin_desk
from tuki.tickets.models import Workflow
from tuki.tickets.workflow.built_in import DEFAULT

AT = "/desk/settings"


@pytest.fixture
def vera(cast):
    """Who reads Russian."""
    begin_desk()
    cast.vera.language = "ru"
    cast.vera.save(update_fields=["language"])
    reference_changed()
    return browser(cast.vera)


def test_the_workflow_is_shown_translated_where_it_is_named(cast, vera):
    row = Workflow.objects.get(is_default=True)
    ticket = cast.ticket()
    for path in (
        "settings/workflows",
        f"settings/workflows/{row.id}",
        "settings/kinds",
        f"tickets/{ticket.reference}/way",
    ):
        page = vera.get(f"/desk/{path}").text
        assert "Инциденты и запросы" in page and DEFAULT.name not in page, path


def test_a_role_saved_as_it_was_shown_stays_built_in(vera):
    assert 'value="Специалист"' in vera.get(f"{AT}/roles/agent").text
    listed = Role.objects.get(code="agent").permissions
    vera.post(f"{AT}/roles/agent", {"name": "Специалист", "permissions": listed})
    assert Role.objects.get(code="agent").name == BUILTIN["agent"][0]
    vera.post(f"{AT}/roles/agent", {"name": "Оператор", "permissions": listed})
    assert Role.objects.get(code="agent").name == "Оператор"


def test_so_do_tiers_and_reasons_to_pause(vera):
    assert 'value="Обед"' in vera.get(f"{AT}/work").text
    vera.post(f"{AT}/work/pauses", {"code": "lunch", "name": "Обед", "offered": "on"})
    assert PauseReason.objects.get(code="lunch").name == "Lunch"
    gold = Tier.objects.get(code="gold")
    page = vera.get(f"{AT}/tiers").text
    assert 'value="Gold"' not in page
    shown = page.split('form="tier-gold" name="name" type="text" value="')[1].split('"')[0]
    vera.post(f"{AT}/tiers", {"code": "gold", "name": shown, "weight": gold.weight, "position": gold.position})
    assert Tier.objects.get(code="gold").name == "Gold"
