"""From grants to an actor: which permissions somebody holds, and in which departments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from tuki.kernel.actors import Actor, ActorKind, Areas
from tuki.kernel.permissions import permissions
from tuki.people.models import Department, Grant, Person

EVERYTHING = "*"


def actor_of(person: Person, *, cause: str, scopes: frozenset[str] | None = None) -> Actor:
    """The person as an actor. Rights are compiled once per change of them and process."""
    return Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        name=person.name,
        cause=cause,
        access=_access(person.id, person.access_version) if person.is_staff else {},
        organisation_id=person.organisation_id if person.sees_organisation else None,
        is_staff=person.is_staff,
        scopes=scopes,
    )


def departments_below(department_id: int) -> frozenset[int]:
    """A department with everything below it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for child, parent in Department.objects.values_list("id", "parent_id"):
        children[parent].append(child)
    found, waiting = set(), [department_id]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(children[each])
    return frozenset(found)


def grants_of(person_id: int) -> list[Grant]:
    """A person's grants with role and department, for the page that explains them."""
    return list(
        Grant.objects.filter(person_id=person_id).select_related("role", "department").order_by("role__name", "id")
    )


@lru_cache(maxsize=4096)
def _access(person_id: int, version: int) -> dict[str, Areas]:
    """`version` is only the cache's key: it is another one after every change of the person's rights."""
    access: dict[str, Areas] = {}
    for grant in grants_of(person_id):
        areas = None if grant.department_id is None else departments_below(grant.department_id)
        for code in codes_of(grant.role.permissions):
            access[code] = _joined(access[code], areas) if code in access else areas
    return access


def codes_of(listed: Sequence[str]) -> list[str]:
    """The permissions that a role lists, `*` as all that are declared."""
    return list(permissions()) if EVERYTHING in listed else list(listed)


def _joined(one: Areas, other: Areas) -> Areas:
    return None if one is None or other is None else one | other
