"""Who leads a team."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.commands import run_command
from tuki.kernel.refusals import Invalid
from tuki.people.commands.desk import name_lead, set_team
from tuki.people.models import Team

pytestmark = pytest.mark.django_db


def test_a_lead_is_named_and_goes_with_the_membership(cast):
    team = Team.objects.get(name="First line")
    vera = cast.actor(cast.vera)
    run_command(cast, name_lead, vera, team.id, person_id=cast.anna.id, announces=["team.lead_changed"])
    run_command(cast, name_lead, vera, team.id, person_id=cast.anna.id, announces=[])
    set_team(SYSTEM, name="First line", line=1, member_ids=[cast.boris.id], department_id=cast.support.id)
    assert Team.objects.get(pk=team.id).lead_id is None


def test_the_lead_is_one_of_the_team(cast):
    team = Team.objects.get(name="First line")
    with pytest.raises(Invalid, match="not_in_team"):
        name_lead(SYSTEM, team.id, person_id=cast.boris.id)
    given = {"line": "1", "department": cast.support.id, "members": [cast.anna.id], "lead": cast.boris.id}
    vera = browser(cast.vera)
    page = vera.post(f"/desk/settings/teams/{team.id}", given)
    assert page.status_code == 422
    assert "The lead is one of the team." in page.content.decode()
    assert vera.post(f"/desk/settings/teams/{team.id}", given | {"lead": cast.anna.id}).status_code == 302
    assert Team.objects.get(pk=team.id).lead_id == cast.anna.id
