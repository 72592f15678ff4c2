"""What brands, departments, teams, roles and the lists beside them say, as their versions keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from django.db.models import Model

from tuki.people.models import Brand, Department, PauseReason, Role, Team, Tier

BRAND, DEPARTMENT, TEAM, ROLE = "brand", "department", "team", "role"
TIERS, PAUSES = "tiers", "pause_reasons"
ALL = 1  # the id of a setting that is a whole list
D = TypeVar("D", bound=msgspec.Struct)


class BrandDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A brand, but for the prefix of its tickets: numbers are never given twice, so there is no way back to one."""

    name: str
    language: str
    time_zone: str
    close_after_days: int
    reopens_closed: bool
    reopen_within_days: int


class DepartmentDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A department with its mail addresses, the main one first."""

    name: str
    parent_id: int | None
    addresses: list[str]
    signature: str
    is_active: bool


class TeamDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A team with those who belong to it, by their ids."""

    line: int
    department_id: int | None
    member_ids: list[int]
    lead_id: int | None


class RoleDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A role."""

    name: str
    permissions: list[str]


class TierDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A tier of customers."""

    code: str
    name: str
    weight: int
    position: int
    is_active: bool


class PauseReasonDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A reason to pause."""

    code: str
    name: str
    position: int
    is_active: bool


class TiersDefinition(msgspec.Struct, frozen=True):
    """All tiers in their order: one setting, so that its versions tell of all of them."""

    tiers: list[TierDefinition]


class PauseReasonsDefinition(msgspec.Struct, frozen=True):
    """All reasons to pause in their order."""

    pause_reasons: list[PauseReasonDefinition]


def brand_definition(row: Brand) -> BrandDefinition:
    """What a brand says."""
    return _said(row, BrandDefinition)


def department_definition(row: Department) -> DepartmentDefinition:
    """What a department says; one query."""
    addresses = list(row.addresses.order_by("-is_main", "id").values_list("address", flat=True))
    return _said(row, DepartmentDefinition, addresses=addresses)


def team_definition(row: Team) -> TeamDefinition:
    """What a team says; one query."""
    return _said(row, TeamDefinition, member_ids=sorted(row.members.values_list("id", flat=True)))


def role_definition(row: Role) -> RoleDefinition:
    """What a role says."""
    return _said(row, RoleDefinition, permissions=sorted(row.permissions))


def tiers_now() -> TiersDefinition:
    """All tiers as they are; one query."""
    return TiersDefinition(_all(Tier.objects.order_by("position", "id"), TierDefinition))


def pause_reasons_now() -> PauseReasonsDefinition:
    """All reasons to pause as they are; one query."""
    return PauseReasonsDefinition(_all(PauseReason.objects.order_by("position", "id"), PauseReasonDefinition))


def _all(rows: Iterable[Model], shape: type[D]) -> list[D]:
    return [_said(row, shape) for row in rows]


def _said(row: Model, shape: type[D], **known: Any) -> D:
    fields = {each: getattr(row, each) for each in shape.__struct_fields__ if each not in known}
    return shape(**fields, **known)
