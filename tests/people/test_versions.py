"""Versions of brands, departments, teams, roles, tiers and reasons to pause: author, difference, the way back."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.kernel.models import EventRow, SettingVersion
from tuki.kernel.refusals import Invalid, Refused
from tuki.kernel.versions import begin_versions, restore_version, versioned_kinds, versions_of
from tuki.people.agents.reasons import add_builtin_pause_reasons, set_pause_reason
from tuki.people.commands.customers import add_builtin_tiers, set_tier
from tuki.people.commands.desk import change_brand, change_department, name_lead, set_department_addresses, set_team
from tuki.people.commands.persons import deactivate_person
from tuki.people.commands.roles import set_role
from tuki.people.definitions import ALL
from tuki.people.models import DepartmentAddress, PauseReason, Role, Team, TeamMember, Tier
from tuki.setup.commands.desk import set_up_department

pytestmark = pytest.mark.django_db


def _last(cast, kind, object_id):
    return versions_of(cast.actor(cast.vera), kind, object_id)[0]


def test_a_brand_goes_back_and_its_change_is_told_once(cast):
    vera = cast.actor(cast.vera)
    change_brand(vera, cast.brand.id, name="Other", close_after_days=9)
    last = _last(cast, "brand", cast.brand.id)
    assert (last.number, last.actor_id, last.definition["close_after_days"]) == (2, cast.vera.id, 9)
    before = EventRow.objects.count()
    restore_version(vera, "brand", cast.brand.id, number=1)
    cast.brand.refresh_from_db()
    assert (cast.brand.name, cast.brand.close_after_days) == ("Acme Support", 3)
    assert list(EventRow.objects.order_by("id")[before:].values_list("kind", "cause")) == [
        ("brand.changed", "version:1")
    ]
    assert _last(cast, "brand", cast.brand.id).back_to == 1


def test_saving_a_department_is_one_version_whatever_it_takes(cast):
    vera = cast.actor(cast.vera)
    fields = {"brand_id": cast.brand.id, "name": "Help", "signature": "Yours", "addresses": ["help@desk.test"]}
    set_up_department(vera, cast.support.id, parent_id=cast.billing.id, **fields)
    found = versions_of(vera, "department", cast.support.id)
    assert [each.number for each in found] == [2, 1]
    assert found[0].definition["addresses"] == ["help@desk.test"]
    restore_version(vera, "department", cast.support.id, number=1)
    cast.support.refresh_from_db()
    assert (cast.support.name, cast.support.parent_id, cast.support.signature) == ("Support", None, "")
    addresses = DepartmentAddress.objects.filter(department=cast.support).values_list("address", flat=True)
    assert list(addresses) == ["support@desk.test"]
    assert [each.number for each in versions_of(vera, "department", cast.support.id)] == [3, 2, 1]


def test_an_address_that_went_elsewhere_refuses_the_way_back_and_changes_nothing(cast):
    vera = cast.actor(cast.vera)
    set_department_addresses(vera, cast.support.id, addresses=[])
    set_department_addresses(vera, cast.billing.id, addresses=["support@desk.test"])
    with pytest.raises(Invalid) as refused:
        restore_version(vera, "department", cast.support.id, number=1)
    assert refused.value.code == "address_taken"
    assert _last(cast, "department", cast.support.id).number == 2


def test_a_team_goes_back_without_those_who_left(cast):
    vera = cast.actor(cast.vera)
    team = Team.objects.get(name="First line")
    set_team(vera, name=team.name, line=1, member_ids=[cast.anna.id, cast.boris.id], department_id=cast.support.id)
    name_lead(vera, team.id, person_id=cast.boris.id)
    number = _last(cast, "team", team.id).number
    set_team(vera, name=team.name, line=2, member_ids=[cast.anna.id], department_id=None)
    assert _last(cast, "team", team.id).definition["lead_id"] is None
    deactivate_person(SYSTEM, cast.anna.id)
    restore_version(vera, "team", team.id, number=number)
    team.refresh_from_db()
    assert (team.line, team.department_id, team.lead_id) == (1, cast.support.id, cast.boris.id)
    assert TeamMember.objects.filter(team=team, person=cast.boris).exists()


def test_a_role_goes_back_only_for_who_may_give_what_it_holds(cast):
    vera = cast.actor(cast.vera)
    set_role(SYSTEM, code="chief", name="Chief", listed=["tickets.see", "tickets.trash"])
    set_role(SYSTEM, code="chief", name="Chief", listed=["tickets.see"])
    role = Role.objects.get(code="chief")
    set_role(SYSTEM, code="people", name="People", listed=["people.manage_agents", "tickets.see"])
    from tuki.people.commands.roles import grant_roles

    grant_roles(SYSTEM, cast.boris.id, roles=[("people", None)])
    with pytest.raises(Refused) as refused:
        restore_version(cast.actor(cast.boris), "role", role.id, number=1)
    assert refused.value.code == "above_you"
    restore_version(vera, "role", role.id, number=1)
    role.refresh_from_db()
    assert role.permissions == ["tickets.see", "tickets.trash"]


def test_a_role_forgets_permissions_that_this_release_does_not_know(cast):
    role = set_role(SYSTEM, code="chief", name="Chief", listed=["tickets.see"])
    set_role(SYSTEM, code="chief", name="Chief", listed=["tickets.note"])
    rows = SettingVersion.objects.filter(kind="role", object_id=role.id, number=1)
    rows.update(definition='{"name": "Chief", "permissions": ["bygone.thing", "tickets.see"]}')
    restore_version(cast.actor(cast.vera), "role", role.id, number=1)
    role.refresh_from_db()
    assert role.permissions == ["tickets.see"]


def test_lists_go_back_as_a_whole(cast):
    add_builtin_tiers(SYSTEM)
    add_builtin_pause_reasons(SYSTEM)
    vera = cast.actor(cast.vera)
    first = Tier.objects.order_by("position").first()
    assert first is not None
    set_tier(vera, code=first.code, name="Gold", weight=99)
    set_tier(vera, code="newer", name="Newer", weight=1)
    restore_version(vera, "tiers", ALL, number=1)
    first.refresh_from_db()
    assert first.name != "Gold" and not Tier.objects.get(code="newer").is_active
    set_pause_reason(vera, code="lunch", name="Dinner", is_active=False)
    set_pause_reason(vera, code="nap", name="Nap")
    restore_version(vera, "pause_reasons", ALL, number=1)
    assert PauseReason.objects.get(code="lunch").is_active
    assert list(PauseReason.objects.filter(is_active=False).values_list("code", flat=True)) == ["nap"]


def test_who_may_not_change_them_sees_no_versions(cast):
    team = Team.objects.get(name="First line")
    for kind, object_id in (("brand", cast.brand.id), ("department", cast.support.id), ("team", team.id)):
        with pytest.raises(Refused):
            versions_of(cast.actor(cast.anna), kind, object_id)
        with pytest.raises(Refused):
            restore_version(cast.actor(cast.anna), kind, object_id, number=1)
        assert browser(cast.anna).get(f"/desk/settings/versions/{kind}/{object_id}").status_code == 403


def test_an_older_desk_gets_first_versions_once(cast):
    kinds = ["brand", "department", "team", "role"]
    SettingVersion.objects.filter(kind__in=kinds).delete()
    begin_versions(SYSTEM)
    begin_versions(SYSTEM)
    change_department(cast.actor(cast.vera), cast.support.id, signature="Yours")
    found = versions_of(cast.actor(cast.vera), "department", cast.support.id)
    assert [(each.number, each.actor_kind, each.definition["signature"]) for each in found] == [
        (2, "person", "Yours"),
        (1, "system", ""),
    ]
    numbers = SettingVersion.objects.filter(kind__in=kinds).exclude(kind="department").values_list("number", flat=True)
    assert set(numbers) == {1}


def test_the_page_names_people_and_places_and_leads_back(cast):
    team = Team.objects.get(name="First line")
    set_team(cast.actor(cast.vera), name=team.name, line=1, member_ids=[cast.boris.id], department_id=cast.billing.id)
    text = browser(cast.vera).get(f"/desk/settings/versions/team/{team.id}").content.decode()
    assert "<del>Anna</del>" in text and "<ins>Boris</ins>" in text
    assert "<del>Support</del>" in text and "<ins>Billing</ins>" in text
    assert f"/desk/settings/teams/{team.id}" in text


def test_every_kind_has_words_for_its_fields():
    for kind, declared in versioned_kinds().items():
        shape = declared.type.__struct_fields__
        assert shape, kind
        assert set(declared.refs) <= set(shape) | {"calendar_id", "department_ids"}, kind
