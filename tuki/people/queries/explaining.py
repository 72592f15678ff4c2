"""Why somebody may or may not do something: the grants behind a permission, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuki.kernel.permissions import permissions
from tuki.people.access import EVERYTHING, departments_below, grants_of
from tuki.people.models import Department, Grant, Person, Role
from tuki.people.wording.roles import role_name


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a permission is held, and the sentence that says why."""

    is_held: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role with what it holds and how many persons have it."""

    code: str
    name: str
    holds: frozenset[str]
    person_count: int


def why(person: Person, permission: str, area: int | None = None) -> Reason:
    """Why the person may, or may not, do this in a department (or anywhere when None).

    Costs two queries, one more for each grant that is limited to a department.
    LookupError for a permission that is not declared.
    """
    if permission not in permissions():
        raise LookupError(f"permission {permission} is not declared")
    if not person.is_active:
        return Reason(False, _("%(name)s is deactivated and can do nothing.") % {"name": person.name})
    if not person.is_staff:
        return Reason(
            False,
            _("%(name)s is a contact: contacts hold no permissions, only their own tickets.") % {"name": person.name},
        )
    grants = grants_of(person.id)
    if not grants:
        return Reason(False, _("%(name)s has no role.") % {"name": person.name})
    holding = [grant for grant in grants if holds(grant.role.permissions, permission)]
    fitting = next((grant for grant in holding if _reaches(grant, area)), None)
    if fitting is not None:
        return Reason(True, _held(person, fitting, area))
    return Reason(False, _not_held(person, grants, holding, area))


def role_lines() -> list[RoleLine]:
    """Every role with what it holds, for the table of roles; costs two queries."""
    counts: dict[int, set[int]] = {}
    for role_id, person_id in Grant.objects.filter(person__is_active=True).values_list("role_id", "person_id"):
        counts.setdefault(role_id, set()).add(person_id)
    return [
        RoleLine(role.code, role_name(role.code, role.name), held_codes(role.permissions), len(counts.get(role.pk, ())))
        for role in Role.objects.order_by("id")
    ]


def held_codes(listed: list[str]) -> frozenset[str]:
    """The declared permissions that a role's list stands for."""
    return frozenset(code for code in permissions() if holds(listed, code))


def holds(listed: list[str], permission: str) -> bool:
    """Whether a role's list holds the permission."""
    return EVERYTHING in listed or permission in listed


def _reaches(grant: Grant, area: int | None) -> bool:
    return grant.department_id is None or area is None or area in departments_below(grant.department_id)


def _held(person: Person, grant: Grant, area: int | None) -> str:
    words = {"name": person.name, "role": _role(grant)}
    if grant.department is None:
        return _("%(name)s may: the role “%(role)s” holds it, everywhere.") % words
    words["department"] = grant.department.name
    if area is None or area == grant.department_id:
        return _("%(name)s may: the role “%(role)s” holds it, in %(department)s.") % words
    words["below"] = _name_of(area)
    return _("%(name)s may: the role “%(role)s” holds it in %(department)s, and %(below)s stands below that.") % words


def _not_held(person: Person, grants: list[Grant], holding: list[Grant], area: int | None) -> str:
    if not holding:
        roles = ", ".join(sorted({_("“%(name)s”") % {"name": _role(grant)} for grant in grants}))
        return _("%(name)s may not: of the roles %(roles)s none holds it.") % {"name": person.name, "roles": roles}
    places = ", ".join(sorted({grant.department.name for grant in holding if grant.department}))
    words = {"name": person.name, "role": _role(holding[0]), "places": places, "department": _name_of(area)}
    return _("%(name)s may not in %(department)s: the role “%(role)s” holds it only in %(places)s.") % words


def _role(grant: Grant) -> str:
    return role_name(grant.role.code, grant.role.name)


def _name_of(area: int | None) -> str:
    name = Department.objects.filter(pk=area).values_list("name", flat=True).first()
    return name or pgettext("a department that is gone", "unknown")
