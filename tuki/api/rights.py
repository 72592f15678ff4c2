"""Roles, who has which of them where, and teams."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.naming import any_department, known_person
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Code, Id, Input, Items, Name, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.commands.desk import name_lead, set_team
from tuki.people.commands.insisting import insist_holds
from tuki.people.commands.roles import grant_roles, remove_role, set_role
from tuki.people.models import Grant, Role, Team, TeamMember
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries import person_for

routes = Routes("rights")
READ, WRITE = "settings:read", "settings:write"
RoleCode = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
Short = Annotated[str, Meta(min_length=1, max_length=120)]
Permissions = Annotated[list[Code], Meta(min_length=1, max_length=200)]
Members = Annotated[list[Id | Address], Meta(max_length=500)]


class RoleShape(msgspec.Struct):
    """A role; among its `permissions` `*` stands for all."""

    id: int
    code: str
    name: str
    permissions: list[str]
    is_builtin: bool


class NewRole(Input):
    """A role of one's own."""

    code: RoleCode
    name: Short
    permissions: Permissions


class RoleChange(Input):
    """Only what is named changes."""

    name: Short | UnsetType = UNSET
    permissions: Permissions | UnsetType = UNSET


class GrantShape(msgspec.Struct):
    """A role in a department with those below it, or everywhere (null)."""

    role: str
    department: int | None


class NewGrant(Input):
    """A role by its code, a department by id or name; without one everywhere."""

    role: Code
    department: Id | Name | None = None


class Grants(Input):
    """All roles that a person shall have; others are taken away."""

    grants: Annotated[list[NewGrant], Meta(max_length=200)]


class TeamShape(msgspec.Struct):
    """Agents who work together on a support line. `lead`: one of them, who hears first of broken promises."""

    id: int
    name: str
    line: int
    department: int | None
    members: list[int]
    lead: int | None


class NewTeam(Input):
    """`members`: agents by id or mail address; `lead`: one of them."""

    name: Short
    line: Annotated[int, Meta(ge=1, le=3)]
    department: Id | Name | None = None
    members: Members = []
    lead: Id | Address | None = None


class TeamChange(Input):
    """Only what is named changes; null as `lead`: nobody leads it."""

    line: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET
    department: Id | Name | UnsetType | None = UNSET
    members: Members | UnsetType = UNSET
    lead: Id | Address | UnsetType | None = UNSET


@routes.get("/roles", scope=READ, query=Page, answer=Items[RoleShape])
def list_roles(actor: Actor, query: Page) -> Items[RoleShape]:
    """Every role. One query."""
    insist_holds(actor, MANAGE_AGENTS)
    rows = Role.objects.filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_role_shape(row) for row in found], str(found[-1].id) if has_more else None)


@routes.post("/roles", scope=WRITE, body=NewRole, answer=RoleShape, status=201)
def add_role(actor: Actor, body: NewRole) -> RoleShape:
    """A role of one's own."""
    insist_holds(actor, MANAGE_AGENTS)
    if Role.objects.filter(code=body.code).exists():
        raise Invalid("name_taken", field="code")
    return _role_shape(set_role(actor, code=body.code, name=body.name, listed=body.permissions))


@routes.patch("/roles/{code}", scope=WRITE, body=RoleChange, answer=RoleShape)
def change_role(actor: Actor, body: RoleChange, code: str) -> RoleShape:
    """Changes what is named."""
    row = _role(actor, code)
    name = row.name if body.name is UNSET else body.name
    listed = row.permissions if body.permissions is UNSET else body.permissions
    return _role_shape(set_role(actor, code=code, name=name, listed=listed))


@routes.delete("/roles/{code}", scope=WRITE)
def remove_one_role(actor: Actor, code: str) -> None:
    """Removes a role of one's own that nobody has."""
    remove_role(actor, code=_role(actor, code).code)


@routes.get("/people/{row:id}/grants", scope=READ, answer=Items[GrantShape])
def list_grants(actor: Actor, id: int) -> Items[GrantShape]:
    """Which roles somebody has, and where; one's own are open to everybody."""
    if actor.id != id:
        insist_holds(actor, MANAGE_AGENTS)
    person_for(actor, id)
    rows = Grant.objects.filter(person_id=id).order_by("id").values_list("role__code", "department_id")
    return Items([GrantShape(*row) for row in rows], None)


@routes.post("/people/{row:id}/grants", scope=WRITE, body=Grants, answer=Items[GrantShape])
def set_grants(actor: Actor, body: Grants, id: int) -> Items[GrantShape]:
    """Somebody has exactly these roles now; an agent without any can do nothing."""
    insist_holds(actor, MANAGE_AGENTS)
    person_for(actor, id)
    grant_roles(actor, id, roles=[(each.role, _department(each.department)) for each in body.grants])
    return list_grants(actor, id)


@routes.get("/teams", scope=READ, query=Page, answer=Items[TeamShape])
def list_teams(actor: Actor, query: Page) -> Items[TeamShape]:
    """Every team with its members. Two queries."""
    insist_holds(actor, MANAGE_AGENTS)
    rows = Team.objects.filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items(_team_shapes(found), str(found[-1].id) if has_more else None)


@routes.post("/teams", scope=WRITE, body=NewTeam, answer=TeamShape, status=201)
def add_team(actor: Actor, body: NewTeam) -> TeamShape:
    """One more team."""
    insist_holds(actor, MANAGE_AGENTS)
    if Team.objects.filter(name=body.name).exists():
        raise Invalid("name_taken", field="name")
    members = [known_person(actor, each, field="members") for each in body.members]
    department_id = _department(body.department)
    team = set_team(actor, name=body.name, line=body.line, member_ids=members, department_id=department_id)
    if body.lead is not None:
        name_lead(actor, team.id, person_id=known_person(actor, body.lead, field="lead"))
    return _team_shape(team.id)


@routes.patch("/teams/{row:id}", scope=WRITE, body=TeamChange, answer=TeamShape)
def change_team(actor: Actor, body: TeamChange, id: int) -> TeamShape:
    """Changes what is named; `members` are all of them."""
    insist_holds(actor, MANAGE_AGENTS)
    team = Team.objects.filter(pk=id).first()
    if team is None:
        raise NotFound()
    values: dict[str, Any] = {"line": team.line, "department_id": team.department_id}
    values["member_ids"] = list(TeamMember.objects.filter(team=team).values_list("person_id", flat=True))
    if body.line is not UNSET:
        values["line"] = body.line
    if body.department is not UNSET:
        values["department_id"] = _department(body.department)
    if body.members is not UNSET:
        values["member_ids"] = [known_person(actor, each, field="members") for each in body.members]
    set_team(actor, name=team.name, **values)
    if body.lead is not UNSET:
        lead_id = None if body.lead is None else known_person(actor, body.lead, field="lead")
        name_lead(actor, id, person_id=lead_id)
    return _team_shape(id)


def _department(named: int | str | None) -> int | None:
    return None if named is None else any_department(named)


def _role(actor: Actor, code: str) -> Role:
    insist_holds(actor, MANAGE_AGENTS)
    row = Role.objects.filter(code=code).first()
    if row is None:
        raise NotFound()
    return row


def _role_shape(row: Role) -> RoleShape:
    return RoleShape(row.id, row.code, row.name, sorted(row.permissions), row.is_builtin)


def _team_shape(team_id: int) -> TeamShape:
    return _team_shapes([Team.objects.get(pk=team_id)])[0]


def _team_shapes(rows: list[Team]) -> list[TeamShape]:
    members: dict[int, list[int]] = defaultdict(list)
    listed = TeamMember.objects.filter(team__in=[row.id for row in rows]).order_by("person_id")
    for team_id, person_id in listed.values_list("team_id", "person_id"):
        members[team_id].append(person_id)
    return [TeamShape(row.id, row.name, row.line, row.department_id, members[row.id], row.lead_id) for row in rows]
