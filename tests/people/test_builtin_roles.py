"""Built-in roles of a desk that is older than a release: they get what is new, and nothing that was taken away."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.kernel.log import events_of
from tuki.kernel.refusals import Refused
from tuki.kernel.versions import versions_of
from tuki.people import roles
from tuki.people.commands.roles import add_builtin_roles, grant_roles, remove_role, set_role
from tuki.people.events import RoleChanged
from tuki.people.models import Role
from tuki.people.queries.explaining import role_lines
from tuki.setup.commands.begin import begin_desk

pytestmark = pytest.mark.django_db

NEW, TAKEN = "tickets.dispatch", "tickets.trash"


@pytest.fixture
def _older_desk(monkeypatch, db):
    """A desk that began when managers did not dispatch, whose administrator took the trash from them."""
    older = {code: (name, [each for each in listed if each != NEW]) for code, (name, listed) in roles.BUILTIN.items()}
    with monkeypatch.context() as past:
        past.setattr("tuki.people.commands.roles.BUILTIN", older)
        add_builtin_roles(SYSTEM)
    manager = Role.objects.get(code="manager")
    set_role(SYSTEM, code="manager", name="Chief", listed=[each for each in manager.permissions if each != TAKEN])


def _held(code: str) -> list[str]:
    return Role.objects.get(code=code).permissions


@pytest.mark.usefixtures("_older_desk")
def test_an_upgrade_gives_what_is_new_and_not_what_was_taken():
    before = set(_held("manager"))
    begin_desk()
    assert set(_held("manager")) - before == {NEW}
    assert TAKEN not in _held("manager")
    assert Role.objects.get(code="manager").name == "Chief"
    assert _held("administrator") == ["*"]


@pytest.mark.usefixtures("_older_desk")
def test_it_is_logged_once_as_done_by_the_desk():
    manager = Role.objects.get(code="manager")
    begin_desk()
    count = len(list(events_of("role", manager.id)))
    begin_desk()
    entries = list(events_of("role", manager.id))
    assert len(entries) == count
    assert isinstance(entries[-1].event, RoleChanged)
    assert (entries[-1].actor_kind, set(entries[-1].event.new) - set(entries[-1].event.old)) == ("system", {NEW})


@pytest.mark.usefixtures("_older_desk")
def test_what_is_taken_after_the_upgrade_stays_away_too():
    begin_desk()
    set_role(SYSTEM, code="manager", name="Chief", listed=[each for each in _held("manager") if each != NEW])
    begin_desk()
    assert NEW not in _held("manager")


def test_who_has_the_role_may_at_once(cast, monkeypatch):
    grant_roles(SYSTEM, cast.anna.id, roles=[("manager", None)])
    assert not cast.actor(cast.anna).holds("people.value")
    name, listed = roles.BUILTIN["manager"]
    monkeypatch.setitem(roles.BUILTIN, "manager", (name, [*listed, "people.value"]))
    add_builtin_roles(SYSTEM)
    assert cast.actor(cast.anna).holds("people.value")


def test_a_role_of_ones_own_is_left_alone(cast):
    set_role(SYSTEM, code="editor2", name="Editor", listed=["tickets.see"])
    Role.objects.filter(code="dispatcher").update(is_builtin=False, permissions=["tickets.see"])
    add_builtin_roles(SYSTEM)
    assert (_held("editor2"), _held("dispatcher")) == (["tickets.see"], ["tickets.see"])


def test_a_new_name_is_told_and_kept(cast):
    agent = Role.objects.get(code="agent")
    set_role(SYSTEM, code="agent", name="Expert", listed=agent.permissions)
    names = [each.definition["name"] for each in versions_of(cast.actor(cast.vera), "role", agent.id)]
    assert names == ["Expert", "Specialist"]
    assert list(events_of("role", agent.id))[-1].event.kind == "role.changed"


def test_a_role_that_somebody_has_stays_with_its_reason(cast):
    set_role(SYSTEM, code="helper", name="Helper", listed=["tickets.see"])
    grant_roles(SYSTEM, cast.anna.id, roles=[("helper", None)])
    with pytest.raises(Refused) as refused:
        remove_role(cast.actor(cast.vera), code="helper")
    assert refused.value.code == "role_in_use"
    answer = browser(cast.vera).post("/desk/settings/roles/helper/removal")
    assert "Somebody has this role" in answer.content.decode()
    assert Role.objects.filter(code="helper").exists()


def test_a_role_is_called_in_the_readers_language_unless_the_desk_calls_it_otherwise(cast):
    set_role(SYSTEM, code="quality", name="Ohren", listed=["tickets.see"])
    with translation.override("nb"):
        named = {each.code: each.name for each in role_lines()}
    assert (named["manager"], named["quality"]) == ("Supportleder", "Ohren")
