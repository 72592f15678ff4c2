"""Who manages agents gives no more than they hold, and does not become an administrator by way of one (F112)."""

import pytest

from tests.cast import SYSTEM
from tuki.kernel.refusals import Refused
from tuki.people.commands.inviting import invite_agent
from tuki.people.commands.persons import add_address, add_person, deactivate_person, store_password
from tuki.people.commands.roles import grant_roles, set_role
from tuki.people.models import Grant, Person

HELD = ["people.manage_agents", "people.see", "tickets.see"]


@pytest.fixture
def manager(cast):
    """Manages agents everywhere, but answers nothing and changes no settings."""
    set_role(SYSTEM, code="staffing", name="Staffing", listed=HELD)
    person = add_person(SYSTEM, name="Mia", email="mia@desk.test", is_staff=True)
    grant_roles(SYSTEM, person.id, roles=[("staffing", None)])
    return cast.actor(person)


@pytest.mark.parametrize("role", ["administrator", "agent", "manager"])
def test_nobody_gives_what_they_do_not_hold(cast, manager, role):
    with pytest.raises(Refused, match="above_you"):
        invite_agent(manager, name="Eve", email="eve@desk.test", roles=[(role, None)])
    assert not Person.objects.filter(name="Eve").exists()


def test_what_one_holds_can_be_given(cast, manager):
    set_role(manager, code="reader", name="Reader", listed=["tickets.see"])
    eve = invite_agent(manager, name="Eve", email="eve@desk.test", roles=[("reader", cast.support.id)])
    assert Grant.objects.get(person=eve).department == cast.support


def test_roles_do_not_grow_beyond_who_changes_them(cast, manager):
    with pytest.raises(Refused, match="above_you"):
        set_role(manager, code="reader", name="Reader", listed=["tickets.see", "settings.change"])
    with pytest.raises(Refused, match="above_you"):
        set_role(manager, code="agent", name="Agent", listed=["tickets.see"])


def test_an_administrator_is_out_of_reach(cast, manager):
    for attempt in (
        lambda: add_address(manager, cast.vera.id, address="mine@evil.test"),
        lambda: store_password(manager, cast.vera.id, encoded="x"),
        lambda: deactivate_person(manager, cast.vera.id),
        lambda: grant_roles(manager, cast.vera.id, roles=[("staffing", None)]),
    ):
        with pytest.raises(Refused, match="above_you"):
            attempt()
    cast.vera.refresh_from_db()
    assert cast.vera.is_active and cast.vera.password == "" and cast.vera.addresses.count() == 1


def test_who_holds_it_in_one_department_gives_it_there_only(cast):
    mia = add_person(SYSTEM, name="Mia", email="mia@desk.test", is_staff=True)
    set_role(SYSTEM, code="staffing", name="Staffing", listed=["people.manage_agents"])
    grant_roles(SYSTEM, mia.id, roles=[("staffing", None), ("quality", cast.support.id)])
    actor = cast.actor(mia)
    new = add_person(actor, name="Eve", email="eve@desk.test", is_staff=True)
    for place in (None, cast.billing.id):
        with pytest.raises(Refused, match="above_you"):
            grant_roles(actor, new.id, roles=[("quality", place)])
    grant_roles(actor, new.id, roles=[("quality", cast.support.id)])
    assert Grant.objects.get(person=new).department == cast.support
