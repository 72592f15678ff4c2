"""Versions of what is set of brands, departments, teams, roles, tiers and reasons to pause, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.permissions import permissions
from tuki.kernel.versions import Present, row_of, rows_present, versioned
from tuki.people.access import EVERYTHING
from tuki.people.agents import restoring  # noqa: F401  it declares those of agents
from tuki.people.agents.reasons import set_pause_reason
from tuki.people.commands.customers import set_tier
from tuki.people.commands.desk import (
    change_brand,
    change_department,
    name_lead,
    set_department_addresses,
    set_team,
)
from tuki.people.commands.roles import set_role
from tuki.people.definitions import (
    ALL,
    BRAND,
    DEPARTMENT,
    PAUSES,
    ROLE,
    TEAM,
    TIERS,
    BrandDefinition,
    DepartmentDefinition,
    PauseReasonDefinition,
    PauseReasonsDefinition,
    RoleDefinition,
    TeamDefinition,
    TierDefinition,
    TiersDefinition,
    brand_definition,
    department_definition,
    pause_reasons_now,
    role_definition,
    team_definition,
    tiers_now,
)
from tuki.people.models import Brand, Department, Role, Team, TeamMember
from tuki.people.permissions import MANAGE_AGENTS, SETTINGS

Listed = TypeVar("Listed", TierDefinition, PauseReasonDefinition)

_LISTED = {"name": _("Name"), "weight": _("Weight"), "position": _("Place in the list"), "is_active": _("Is offered")}


def _whole(now: Callable[[], Any]) -> Present:
    """What a list says that is one setting."""
    return lambda known: {} if ALL in known else {ALL: now()}


def _named(model: type[Any]) -> Callable[[list[int]], Mapping[int, str]]:
    return lambda ids: dict(model.objects.filter(id__in=ids).values_list("id", "name"))


@versioned(
    BRAND,
    type=BrandDefinition,
    label=_("Brand"),
    permission=SETTINGS,
    titles=_named(Brand),
    words={
        "name": _("Name"),
        "language": _("Language of mails"),
        "time_zone": _("Time zone"),
        "close_after_days": _("Completed tickets close after days"),
        "reopens_closed": _("A reply to a closed ticket reopens it"),
        "reopen_within_days": _("A reply reopens within days"),
    },
    present=rows_present(Brand, brand_definition),
)
def restore_brand(actor: Actor, object_id: int, said: BrandDefinition) -> None:
    """The brand says again what it said."""
    change_brand(actor, object_id, **{name: getattr(said, name) for name in said.__struct_fields__})


@versioned(
    DEPARTMENT,
    type=DepartmentDefinition,
    label=_("Department"),
    permission=SETTINGS,
    titles=_named(Department),
    words={
        "name": _("Name"),
        "parent_id": _("Stands below"),
        "addresses": _("Mail addresses"),
        "signature": _("Signature"),
        "is_active": _("Takes tickets"),
    },
    refs={"parent_id": "department"},
    present=rows_present(Department, department_definition),
)
def restore_department(actor: Actor, object_id: int, said: DepartmentDefinition) -> None:
    """The department says again what it said; refuses `address_taken` for an address that went elsewhere."""
    values = {"name": said.name, "parent_id": said.parent_id, "signature": said.signature, "is_active": said.is_active}
    change_department(actor, object_id, **values)
    set_department_addresses(actor, object_id, addresses=said.addresses)


@versioned(
    TEAM,
    type=TeamDefinition,
    label=_("Team"),
    permission=MANAGE_AGENTS,
    titles=_named(Team),
    words={
        "line": _("Support line"),
        "department_id": _("Department"),
        "member_ids": _("Agents"),
        "lead_id": _("Lead"),
    },
    refs={"department_id": "department", "member_ids": "person", "lead_id": "person"},
    present=rows_present(Team, team_definition),
)
def restore_team(actor: Actor, object_id: int, said: TeamDefinition) -> None:
    """The team is again as it was, but for those who are agents no longer."""
    row = row_of(Team, object_id)
    set_team(actor, name=row.name, line=said.line, member_ids=said.member_ids, department_id=said.department_id)
    is_member = TeamMember.objects.filter(team=row, person_id=said.lead_id).exists()
    name_lead(actor, object_id, person_id=said.lead_id if is_member else None)


@versioned(
    ROLE,
    type=RoleDefinition,
    label=_("Role"),
    permission=MANAGE_AGENTS,
    titles=_named(Role),
    words={"name": _("Name"), "permissions": _("May do")},
    present=rows_present(Role, role_definition),
)
def restore_role(actor: Actor, object_id: int, said: RoleDefinition) -> None:
    """The role holds again what it held, but for permissions that this release no longer knows."""
    row = row_of(Role, object_id)
    known = [each for each in said.permissions if each in permissions() or each == EVERYTHING]
    set_role(actor, code=row.code, name=said.name, listed=known)


@versioned(
    TIERS,
    type=TiersDefinition,
    label=_("Customer tiers"),
    permission=SETTINGS,
    titles=lambda ids: dict.fromkeys(ids, ""),
    words=_LISTED | {"tiers": _("Customer tiers")},
    present=_whole(tiers_now),
)
def restore_tiers(actor: Actor, object_id: int, said: TiersDefinition) -> None:
    """The tiers are again as they were; those that came later are no longer offered."""
    for each in _with_those_of_now(said.tiers, tiers_now().tiers):
        set_tier(actor, **msgspec.structs.asdict(each))


@versioned(
    PAUSES,
    type=PauseReasonsDefinition,
    label=_("Reasons to pause"),
    permission=MANAGE_AGENTS,
    titles=lambda ids: dict.fromkeys(ids, ""),
    words=_LISTED | {"pause_reasons": _("Reasons to pause")},
    present=_whole(pause_reasons_now),
)
def restore_pause_reasons(actor: Actor, object_id: int, said: PauseReasonsDefinition) -> None:
    """The reasons are again as they were; those that came later are no longer offered."""
    for each in _with_those_of_now(said.pause_reasons, pause_reasons_now().pause_reasons):
        set_pause_reason(actor, **msgspec.structs.asdict(each))


def _with_those_of_now(said: list[Listed], now: list[Listed]) -> list[Listed]:
    """A list as it was said, and those that came later, no longer offered."""
    codes = {each.code for each in said}
    return said + [msgspec.structs.replace(each, is_active=False) for each in now if each.code not in codes]
