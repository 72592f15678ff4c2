"""Roles and grants: who may do what."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.log import events_of
from tuki.kernel.permissions import permissions
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.versions import keep_version
from tuki.people import events
from tuki.people.access import EVERYTHING, codes_of, departments_below
from tuki.people.agents.definitions import GRANTS, grants_now
from tuki.people.commands.insisting import (
    insist_holds,
    insist_holds_all,
    insist_not_above,
    locked_person,
    needed,
)
from tuki.people.definitions import ROLE, role_definition
from tuki.people.models import Grant, Person, Role
from tuki.people.models.person import fresh_version
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.roles import BUILTIN

RoleIn = tuple[str, int | None]


@command
def add_builtin_roles(actor: Actor) -> None:
    """The roles that every desk begins with, and what this release adds to those that are there.

    A built-in role gets the permissions that it never held: what an administrator took away stays away. Announces
    `role.changed`; nothing to do for roles that have all of theirs.
    """
    known = {role.code: role for role in Role.objects.select_for_update()}
    for code, (name, listed) in BUILTIN.items():
        role = known.get(code)
        if role is None:
            role = Role.objects.create(code=code, name=name, permissions=listed, is_builtin=True)
            _tell(actor, role, old=[])
        elif role.is_builtin and (new := _never_held(role, listed)):
            _hold(actor, role, sorted({*role.permissions, *new}))


@command
def set_role(actor: Actor, *, code: str, name: str, listed: Sequence[str]) -> Role:
    """Adds the role of this code or changes what it holds. Refuses `unknown_permission`, `own_rights`, `above_you`."""
    insist_holds(actor, MANAGE_AGENTS)
    for each in listed:
        if each != EVERYTHING and each not in permissions():
            raise Invalid("unknown_permission", field="permissions", name=each)
    if actor.is_person and Grant.objects.filter(person_id=actor.id, role__code=code).exists():
        raise Refused("own_rights")
    insist_holds_all(actor, dict.fromkeys(codes_of(listed)))
    if known := Role.objects.filter(code=code).first():
        insist_holds_all(actor, dict.fromkeys(codes_of(known.permissions)))
    role, is_new = Role.objects.get_or_create(code=code, defaults={"name": needed(name, field="name", most=120)})
    name = needed(name, field="name", most=120)
    is_renamed = role.name != name
    if is_renamed:
        role.name = name
        role.save(update_fields=["name"])
    if sorted(role.permissions) != sorted(listed):
        _hold(actor, role, sorted(listed))
    elif is_new or is_renamed:
        _tell(actor, role, old=sorted(role.permissions))
    return role


@command
def remove_role(actor: Actor, *, code: str) -> None:
    """Removes a role that nobody holds. Refuses `builtin_role`, and `role_in_use` while somebody does."""
    insist_holds(actor, MANAGE_AGENTS)
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound()
    if role.is_builtin:
        raise Refused("builtin_role")
    if role.grants.exists():
        raise Refused("role_in_use")
    announce(actor, events.RoleRemoved(subject=role.id))
    role.delete()


def _hold(actor: Actor, role: Role, listed: list[str]) -> None:
    """The role holds these permissions now, and so does everybody who has it."""
    old, role.permissions = sorted(role.permissions), listed
    role.save(update_fields=["permissions"])
    holders = Grant.objects.filter(role=role).values("person_id")
    Person.objects.filter(id__in=holders).update(access_version=fresh_version())
    _tell(actor, role, old=old)


def _tell(actor: Actor, role: Role, *, old: list[str]) -> None:
    announce(actor, events.RoleChanged(subject=role.id, old=old, new=role.permissions))
    keep_version(actor, ROLE, role.id, role_definition(role), is_told=True)


def _never_held(role: Role, listed: Sequence[str]) -> set[str]:
    """Those of the permissions that the role held at no time, by the log."""
    missing = set(listed) - set(role.permissions)
    for entry in events_of("role", role.id) if missing else ():
        if isinstance(entry.event, events.RoleChanged):
            missing -= {*entry.event.old, *entry.event.new}
    return missing


@command
def grant_roles(actor: Actor, person_id: int, *, roles: Sequence[RoleIn]) -> None:
    """Somebody has exactly these roles now, each (code, department id or None for everywhere).

    Nothing to do when they had them already. Refuses `own_rights`, `above_you` (nobody gives or takes what they do
    not hold), `unknown_role`, `last_administrator`.
    """
    insist_holds(actor, MANAGE_AGENTS)
    person = locked_person(person_id)
    if actor.is_person and actor.id == person_id:
        raise Refused("own_rights")
    insist_not_above(actor, person)
    ids = dict(Role.objects.values_list("code", "id"))
    for code, _ in roles:
        if code not in ids:
            raise Invalid("unknown_role", field="role", name=code)
    wanted = {(ids[code], department) for code, department in roles}
    grants = Grant.objects.filter(person=person)
    before: set[tuple[int, int | None]] = set(grants.values_list("role_id", "department_id"))
    if wanted == before:
        return
    _insist_may_give(actor, wanted - before)
    if (ids.get("administrator"), None) in before - wanted:
        _insist_another_administrator(person)
    grants.delete()
    Grant.objects.bulk_create(Grant(person=person, role_id=role, department_id=area) for role, area in wanted)
    Person.objects.filter(pk=person.pk).update(access_version=fresh_version(), is_staff=bool(wanted) or person.is_staff)
    announce(actor, events.RolesGranted(subject=person.id, old=_listed(before), new=_listed(wanted)))
    keep_version(actor, GRANTS, person.id, grants_now([person.id])[person.id], is_told=True)


def _insist_may_give(actor: Actor, grants: set[tuple[int, int | None]]) -> None:
    listed = dict(Role.objects.filter(id__in=[role for role, _area in grants]).values_list("id", "permissions"))
    for role, area in grants:
        areas = None if area is None else departments_below(area)
        insist_holds_all(actor, dict.fromkeys(codes_of(listed[role]), areas))


def _listed(grants: set[tuple[int, int | None]]) -> list[list[int | None]]:
    return [list(each) for each in sorted(grants, key=lambda pair: (pair[0], pair[1] or 0))]


def _insist_another_administrator(person: Person) -> None:
    others = Grant.objects.filter(role__code="administrator", department=None, person__is_active=True)
    if not others.exclude(person=person).exists():
        raise Refused("last_administrator")
