"""Settings of assignment: a team's policy, what agents can, reasons to pause, absence."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.assignment.policies import policy_of
from tuki.people.agents.absence import offline_after_minutes
from tuki.people.agents.reasons import add_builtin_pause_reasons, pause_reasons
from tuki.people.agents.work import Work, set_skill, skill_names, work_of
from tuki.people.models import Team

pytestmark = pytest.mark.django_db

POLICY = {
    "how": "least_loaded", "capacity": "4", "language": "needed", "last_agent_days": "7", "counts_waiting": "1",
    "floor_hours": "10", "grace_minutes": "30", "weight_mail": "2", "weight_chat": "1", "limit_chat": "3",
    "need_skill": ["sql", ""], "need_level": ["2", "1"], "need_kind": ["incident", ""], "need_category": ["", ""],
    "need_tags": ["db, oracle", ""],
}  # fmt: skip


@pytest.fixture
def vera(cast):
    set_skill(SYSTEM, code="sql", name="Databases")
    return browser(cast.vera)


def test_a_policy_by_form(cast, vera):
    team = Team.objects.get(name="First line")
    assert vera.get(f"/desk/settings/teams/{team.id}/assignment").status_code == 200
    assert vera.post(f"/desk/settings/teams/{team.id}/assignment", POLICY).status_code == 302
    policy = policy_of(team.id)
    assert (policy.how, policy.capacity, policy.weights, policy.limits) == ("least_loaded", 4, {"mail": 2}, {"chat": 3})
    assert (policy.language, policy.last_agent_days, policy.counts_waiting) == ("needed", 7, True)
    assert (policy.floor_minutes, policy.grace_minutes) == (600, 30)
    (need,) = policy.skills
    assert (need.skill, need.level, need.kinds, need.tags) == ("sql", 2, ("incident",), ("db", "oracle"))
    page = vera.get(f"/desk/settings/teams/{team.id}/assignment").content.decode()
    assert "db, oracle" in page and 'value="30"' in page


@pytest.mark.parametrize("wrong", [{"capacity": "0"}, {"how": "dice"}, {"weight_mail": "50"}, {"grace_minutes": "x"}])
def test_a_wrong_policy_is_shown_again(cast, vera, wrong):
    team = Team.objects.get(name="First line")
    answer = vera.post(f"/desk/settings/teams/{team.id}/assignment", POLICY | wrong)
    assert answer.status_code == 422
    assert policy_of(team.id).capacity == 10


def test_what_an_agent_can_by_form(cast, vera):
    values = {"skill_sql": "3", "languages": ["ru", "fi"], "more_languages": "sv, et", "capacity": "6"}
    assert vera.post(f"/desk/settings/agents/{cast.anna.id}/work", values).status_code == 302
    assert work_of([cast.anna.id])[cast.anna.id] == Work({"sql": 3}, ("ru", "fi", "sv", "et"), 6)
    page = vera.get(f"/desk/settings/agents/{cast.anna.id}/work").content.decode()
    assert "sv, et" in page
    assert vera.post(f"/desk/settings/agents/{cast.anna.id}/work", {"capacity": "0"}).status_code == 422


def test_skills_reasons_and_absence_by_form(cast, vera):
    add_builtin_pause_reasons(SYSTEM)
    for name in ("Сети", "Printers", "Сети и VPN"):
        assert vera.post("/desk/settings/work/skills", {"name": name}).status_code == 302
    assert skill_names() == {"sql": "Databases", "printers": "Printers", "c": "Сети", "vpn": "Сети и VPN"}
    vera.post("/desk/settings/work/skills", {"code": "c", "name": "Networks"})
    vera.post("/desk/settings/work/skills", {"remove": "sql"})
    assert skill_names()["c"] == "Networks" and "sql" not in skill_names()
    vera.post("/desk/settings/work/pauses", {"code": "lunch", "name": "Lunch"})
    vera.post("/desk/settings/work/pauses", {"name": "Врач"})
    assert [each.name for each in pause_reasons()][-1] == "Врач"
    assert "lunch" not in [each.code for each in pause_reasons()]
    assert vera.post("/desk/settings/work/absence", {"minutes": "1"}).status_code == 422
    vera.post("/desk/settings/work/absence", {"minutes": "20"})
    assert offline_after_minutes() == 20
    assert "Printers" in vera.get("/desk/settings/work").content.decode()


def test_only_who_manages_agents_sees_them(cast):
    anna = browser(cast.anna)
    for path in ("work", f"agents/{cast.anna.id}/work", f"teams/{Team.objects.get(name='First line').id}/assignment"):
        assert anna.get(f"/desk/settings/{path}").status_code == 403
