"""Versions of skills, of the work of agents and of their roles: author, difference, the way back."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.kernel.models import EventRow, SettingVersion
from tuki.kernel.refusals import NotFound, Refused
from tuki.kernel.versions import begin_versions, restore_version, versions_of
from tuki.people.agents.work import Work, remove_skill, set_skill, set_work, skill_names, work_of
from tuki.people.commands.roles import grant_roles
from tuki.people.definitions import ALL
from tuki.people.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(cast):
    set_skill(SYSTEM, code="sql", name="Databases")
    return cast.actor(cast.vera)


def test_skills_go_back_but_not_from_under_agents(cast, vera):
    set_skill(vera, code="sql", name="Oracle")
    set_skill(vera, code="net", name="Networks")
    set_skill(vera, code="fax", name="Fax")
    set_work(vera, cast.anna.id, skills={"net": 2}, languages=[], capacity=None)
    restore_version(vera, "skills", ALL, number=1)
    assert skill_names() == {"sql": "Databases", "net": "Networks"}
    newest = versions_of(vera, "skills", ALL)[0]
    assert (newest.number, newest.actor_id, newest.back_to) == (5, cast.vera.id, 1)


def test_the_work_of_an_agent_goes_back_and_is_told_once(cast, vera):
    set_work(vera, cast.anna.id, skills={"sql": 1}, languages=["nb"], capacity=5)
    set_work(vera, cast.anna.id, skills={"sql": 3}, languages=["nb", "ru"], capacity=None)
    before = EventRow.objects.count()
    restore_version(vera, "agent_work", cast.anna.id, number=1)
    assert work_of([cast.anna.id])[cast.anna.id] == Work({"sql": 1}, ("nb",), 5)
    told = EventRow.objects.order_by("id")[before:].values_list("kind", "cause")
    assert list(told) == [("person.work_changed", "version:1")]


def test_a_removed_skill_is_a_version_of_who_had_it_and_does_not_come_back(cast, vera):
    set_work(vera, cast.anna.id, skills={"sql": 2}, languages=[], capacity=4)
    remove_skill(vera, code="sql")
    found = versions_of(vera, "agent_work", cast.anna.id)
    assert [each.definition["skills"] for each in found][:2] == [{}, {"sql": 2}]
    set_work(vera, cast.anna.id, skills={}, languages=[], capacity=9)
    restore_version(vera, "agent_work", cast.anna.id, number=found[1].number)
    assert work_of([cast.anna.id])[cast.anna.id] == Work({}, (), 4)


def test_roles_of_an_agent_go_back_with_their_departments(cast, vera):
    grant_roles(vera, cast.anna.id, roles=[("agent", cast.support.id)])
    grant_roles(vera, cast.anna.id, roles=[("agent", cast.billing.id), ("agent", cast.support.id)])
    found = versions_of(vera, "agent_roles", cast.anna.id)
    wide = {"code": "agent", "is_everywhere": False, "department_ids": sorted([cast.support.id, cast.billing.id])}
    assert found[0].definition == {"roles": [wide]}
    restore_version(vera, "agent_roles", cast.anna.id, number=found[1].number)
    assert list(Grant.objects.filter(person=cast.anna).values_list("department_id", flat=True)) == [cast.support.id]


def test_nobody_gives_themselves_back_what_they_held(cast, vera):
    with pytest.raises(Refused, match="own_rights"):
        restore_version(vera, "agent_roles", cast.vera.id, number=1)
    for kind in ("agent_roles", "agent_work"):
        with pytest.raises(Refused):
            versions_of(cast.actor(cast.boris), kind, cast.anna.id)
        with pytest.raises(NotFound):
            versions_of(vera, kind, cast.clara.id)


def test_an_older_desk_gets_first_versions(cast, vera):
    kinds = ["skills", "agent_work", "agent_roles"]
    SettingVersion.objects.filter(kind__in=kinds).delete()
    begin_versions(SYSTEM)
    begin_versions(SYSTEM)
    rows = SettingVersion.objects.filter(kind__in=kinds)
    assert set(rows.values_list("number", flat=True)) == {1}
    assert rows.filter(object_id=cast.anna.id, kind="agent_roles").count() == 1
    assert not rows.filter(object_id=cast.clara.id).exclude(kind="skills").exists()


def test_the_pages_name_departments_and_lead_to_their_versions(cast, vera):
    set_work(vera, cast.anna.id, skills={"sql": 2}, languages=[], capacity=None)
    grant_roles(vera, cast.anna.id, roles=[("agent", cast.billing.id)])
    page = browser(cast.vera)
    listed = f"/desk/settings/versions/agent_roles/{cast.anna.id}"
    assert listed in page.get(f"/desk/settings/agents/{cast.anna.id}").content.decode()
    text = page.get(listed).content.decode()
    assert "<del>Support</del>" in text and "<ins>Billing</ins>" in text
    assert f"/desk/settings/versions/agent_work/{cast.anna.id}" in (
        page.get(f"/desk/settings/agents/{cast.anna.id}/work").content.decode()
    )
    assert f"/desk/settings/versions/skills/{ALL}" in page.get("/desk/settings/work").content.decode()
