"""Brands, departments and teams."""

from __future__ import annotations

from typing import Any

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version
from tuki.people import events
from tuki.people.access import departments_below
from tuki.people.addresses import checked_address, normal_address
from tuki.people.commands.insisting import change_fields, checked_language, checked_zone, insist_holds, needed
from tuki.people.definitions import (
    BRAND,
    DEPARTMENT,
    TEAM,
    brand_definition,
    department_definition,
    team_definition,
)
from tuki.people.models import Brand, Department, DepartmentAddress, Person, PersonAddress, Team, TeamMember
from tuki.people.models.person import fresh_version
from tuki.people.permissions import MANAGE_AGENTS, SETTINGS


@command
def add_brand(
    actor: Actor, *, code: str, name: str, prefix: str, language: str = "en", time_zone: str = "UTC"
) -> Brand:
    """A new brand. Announces `brand.added`; refuses `name_taken` when code or prefix is in use."""
    insist_holds(actor, SETTINGS)
    prefix = needed(prefix, field="prefix", most=12).upper()
    if not prefix.isalnum() or not prefix.isascii():
        raise Invalid("invalid", field="prefix")
    if Brand.objects.filter(code=code).exists() or Brand.objects.filter(prefix=prefix).exists():
        raise Invalid("name_taken", field="prefix")
    brand = Brand.objects.create(
        code=code,
        name=needed(name, field="name"),
        prefix=prefix,
        language=checked_language(language),
        time_zone=checked_zone(time_zone),
    )
    announce(actor, events.BrandAdded(subject=brand.id, code=code, prefix=prefix))
    _keep_brand(actor, brand)
    return brand


@command
def change_brand(actor: Actor, brand_id: int, **values: Any) -> Brand:
    """Changes name, language, time zone or the days to close and reopen. Announces `brand.changed` when one differs."""
    insist_holds(actor, SETTINGS)
    brand = Brand.objects.select_for_update().filter(pk=brand_id).first()
    if brand is None:
        raise NotFound()
    allowed = {"name", "language", "time_zone", "close_after_days", "reopens_closed", "reopen_within_days"}
    if unknown := set(values) - allowed:
        raise Invalid("invalid", field=unknown.pop())
    if "name" in values:
        values["name"] = needed(values["name"], field="name", most=120)
    if "language" in values:
        checked_language(values["language"])
    if "time_zone" in values:
        checked_zone(values["time_zone"])
    if changes := change_fields(brand, values):
        announce(actor, events.BrandChanged(subject=brand.id, changes=changes))
        _keep_brand(actor, brand)
    return brand


@command
def add_department(
    actor: Actor,
    *,
    brand_id: int,
    name: str,
    parent_id: int | None = None,
    signature: str = "",
    address: str = "",
) -> Department:
    """A new department. Announces `department.added` (and its address); refuses `name_taken`, `address_taken`."""
    insist_holds(actor, SETTINGS)
    name = needed(name, field="name", most=120)
    if Department.objects.filter(brand_id=brand_id, name=name).exists():
        raise Invalid("name_taken", field="name")
    _insist_parent(parent_id)
    department = Department.objects.create(brand_id=brand_id, name=name, parent_id=parent_id, signature=signature)
    announce(actor, events.DepartmentAdded(subject=department.id, brand_id=brand_id, parent_id=parent_id))
    _keep_department(actor, department)
    if address:
        set_department_addresses(actor, department.id, addresses=[address])
    _drop_cached_rights()
    return department


@command
def change_department(actor: Actor, department_id: int, **values: Any) -> Department:
    """Changes name, parent, signature or whether it is active. Refuses `department_circle`, `name_taken`.

    One that is to take no tickets any more is refused as `last_department` when no other does, and as `still_used`
    while rules or macros hand tickets to it; mail for it goes to the first department from then on.
    """
    insist_holds(actor, SETTINGS)
    department = Department.objects.select_for_update().filter(pk=department_id).first()
    if department is None:
        raise NotFound()
    if unknown := set(values) - {"name", "parent_id", "signature", "is_active"}:
        raise Invalid("invalid", field=unknown.pop())
    if "name" in values:
        values["name"] = needed(values["name"], field="name", most=120)
        namesakes = Department.objects.filter(brand_id=department.brand_id, name=values["name"])
        if namesakes.exclude(pk=department_id).exists():
            raise Invalid("name_taken", field="name")
    parent_id = values.get("parent_id")
    _insist_parent(parent_id)
    if parent_id is not None and parent_id in departments_below(department_id):
        raise Invalid("department_circle", field="parent_id")
    if department.is_active and not values.get("is_active", True):
        _insist_dispensable(department)
    if changes := change_fields(department, values):
        announce(actor, events.DepartmentChanged(subject=department.id, changes=changes))
        _keep_department(actor, department)
        if "parent_id" in changes:
            _drop_cached_rights()
    return department


@command
def set_department_addresses(actor: Actor, department_id: int, *, addresses: list[str]) -> None:
    """The mail addresses of a department, the first is its main one. Nothing to do when they are the same.

    Refuses `address_taken` when one belongs to a person or another department.
    """
    insist_holds(actor, SETTINGS)
    department = Department.objects.select_for_update().filter(pk=department_id).first()
    if department is None:
        raise NotFound()
    wanted = [checked_address(each, field="address") for each in addresses]
    old = list(DepartmentAddress.objects.filter(department_id=department_id).order_by("-is_main", "id"))
    if [each.address for each in old] == wanted:
        return
    normals = [normal_address(each) for each in wanted]
    taken = DepartmentAddress.objects.filter(normal__in=normals).exclude(department_id=department_id).exists()
    if taken or PersonAddress.objects.filter(kind="email", normal__in=normals).exists():
        raise Invalid("address_taken", field="address")
    DepartmentAddress.objects.filter(department_id=department_id).delete()
    DepartmentAddress.objects.bulk_create(
        DepartmentAddress(department_id=department_id, address=each, normal=normal, is_main=not index)
        for index, (each, normal) in enumerate(zip(wanted, normals, strict=True))
    )
    announce(
        actor,
        events.DepartmentAddressesChanged(subject=department_id, old=[each.address for each in old], new=wanted),
    )
    _keep_department(actor, department)


@command
def set_team(actor: Actor, *, name: str, line: int, member_ids: list[int], department_id: int | None = None) -> Team:
    """Adds the team of this name or changes its line and members. Announces `team.changed` when something differs.

    A lead who leaves the team leads it no more (`team.lead_changed`).
    """
    insist_holds(actor, MANAGE_AGENTS)
    if line not in (1, 2, 3):
        raise Invalid("invalid", field="line")
    team, is_new = Team.objects.get_or_create(
        name=needed(name, field="name", most=120), defaults={"line": line, "department_id": department_id}
    )
    changes = change_fields(team, {"line": line, "department_id": department_id})
    before = set(TeamMember.objects.filter(team=team).values_list("person_id", flat=True))
    wanted = set(Person.objects.filter(id__in=member_ids, is_staff=True).values_list("id", flat=True))
    TeamMember.objects.filter(team=team, person_id__in=before - wanted).delete()
    TeamMember.objects.bulk_create(TeamMember(team=team, person_id=each) for each in sorted(wanted - before))
    if is_new or changes or before != wanted:
        announce(actor, events.TeamChanged(subject=team.id, line=line, member_ids=sorted(wanted)))
        _keep_team(actor, team)
    if team.lead_id is not None and team.lead_id not in wanted:
        name_lead(actor, team.id, person_id=None)
    return team


@command
def name_lead(actor: Actor, team_id: int, *, person_id: int | None) -> None:
    """Says who leads a team, or that nobody does. Announces `team.lead_changed`; nothing to do when it is so.

    Refuses `not_found`, and `not_in_team` for somebody who does not belong to it.
    """
    insist_holds(actor, MANAGE_AGENTS)
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFound()
    if person_id is not None and not TeamMember.objects.filter(team=team, person_id=person_id).exists():
        raise Invalid("not_in_team", field="lead")
    if team.lead_id != person_id:
        announce(actor, events.TeamLeadChanged(subject=team.id, old=team.lead_id, new=person_id))
        team.lead_id = person_id
        team.save(update_fields=["lead_id"])
        _keep_team(actor, team)


def _keep_brand(actor: Actor, brand: Brand) -> None:
    keep_version(actor, BRAND, brand.id, brand_definition(brand), is_told=True)


def _keep_department(actor: Actor, department: Department) -> None:
    keep_version(actor, DEPARTMENT, department.id, department_definition(department), is_told=True)


def _keep_team(actor: Actor, team: Team) -> None:
    keep_version(actor, TEAM, team.id, team_definition(team), is_told=True)


def _insist_dispensable(department: Department) -> None:
    others = Department.objects.select_for_update().filter(is_active=True).exclude(pk=department.pk)
    if not others:
        raise Refused("last_department")
    insist_unused("department", [department.pk])


def _insist_parent(parent_id: int | None) -> None:
    if parent_id is not None and not Department.objects.filter(pk=parent_id).exists():
        raise Invalid("unknown_department", field="parent", name=parent_id)


def _drop_cached_rights() -> None:
    """The tree of departments changed, so everybody's areas may have."""
    Person.objects.filter(is_staff=True).update(access_version=fresh_version())
