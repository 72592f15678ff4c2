"""The only readers that the room people offers to others."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.models import Brand, Department, DepartmentAddress, Organisation, Person
from tuki.people.permissions import SEE


def persons_visible_to(actor: Actor) -> QuerySet[Person]:
    """Whom the actor may see: agents with `people.see` everybody, other agents all agents, a contact only
    themselves and, when they see their organisation, its contacts."""
    if actor.holds(SEE):
        return Person.objects.all()
    if actor.is_staff:
        return Person.objects.filter(Q(is_staff=True) | Q(id=actor.id))
    own = Q(id=actor.id)
    if actor.organisation_id is not None:
        own |= Q(organisation_id=actor.organisation_id)
    return Person.objects.filter(own)


def person_for(actor: Actor, person_id: int) -> Person:
    """One person, or `not_found` when not visible."""
    person = persons_visible_to(actor).select_related("organisation").filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    return person


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """All for agents who may see people; for a contact only their own organisation."""
    if actor.holds(SEE):
        return Organisation.objects.all()
    if actor.is_staff or not actor.is_person:
        return Organisation.objects.none()
    return Organisation.objects.filter(contacts__id=actor.id)


def departments_visible_to(actor: Actor) -> QuerySet[Department]:
    """Agents see departments where they see tickets; customers every active one, to write to."""
    departments = Department.objects.filter(is_active=True).select_related("brand").order_by("name", "id")
    if not actor.is_staff and actor.is_person:
        return departments
    areas = actor.areas("tickets.see")
    return departments if areas is None else departments.filter(id__in=areas)


def agents_in(department_id: int | None = None) -> QuerySet[Person]:
    """Active agents who hold any role in this department or above it, by name; costs one query."""
    agents = Person.objects.filter(is_staff=True, is_active=True).order_by("name", "id")
    if department_id is None:
        return agents
    above = _with_parents(department_id)
    return agents.filter(
        Q(grants__department_id__in=above) | Q(grants__department=None, grants__isnull=False)
    ).distinct()


def main_brand() -> Brand | None:
    """The first brand, for pages that belong to none."""
    return Brand.objects.order_by("id").first()


def main_address(department: Department) -> str:
    """The address from which a department writes, empty when it has none."""
    return department.addresses.order_by("-is_main", "id").values_list("address", flat=True).first() or ""


def main_addresses() -> dict[int, str]:
    """The address from which each department writes, by its id; one query of few rows."""
    rows = DepartmentAddress.objects.filter(is_main=True).values_list("department_id", "address")
    return dict(rows)


def _with_parents(department_id: int) -> list[int]:
    parents = dict(Department.objects.values_list("id", "parent_id"))
    found: list[int] = []
    each: int | None = department_id
    while each is not None and each not in found:
        found.append(each)
        each = parents.get(each)
    return found
