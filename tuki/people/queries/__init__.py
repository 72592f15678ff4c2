"""The only readers that the room people offers to others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.command import at_hand
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.reference import reference
from tuki.kernel.refusals import NotFound
from tuki.people.models import Brand, Department, DepartmentAddress, Organisation, Person
from tuki.people.permissions import SEE

_PERSON = Prepared(lambda: Person.objects.filter(pk=Slot("person_id")))
_ORGANISATION = Prepared(lambda: Organisation.objects.filter(pk=Slot("organisation_id")))


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


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """What persons are called who acted or are named where the reader may look anyway."""
    return dict(Person.objects.filter(id__in=set(person_ids)).values_list("id", "name"))


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


def departments_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Id and name of what `departments_visible_to` gives; reference data, so mostly no query."""
    areas = actor.areas("tickets.see") if actor.is_staff or not actor.is_person else None
    active = (each for each in departments().values() if each.is_active)
    return [(each.id, each.name) for each in active if areas is None or each.id in areas]


@reference
def active_agents(most: int = 200) -> tuple[tuple[int, str], ...]:
    """Active agents by name: id and name; reference data."""
    return tuple(_agents().values_list("id", "name")[:most])


@reference
def agents_in(department_id: int, most: int = 200) -> tuple[tuple[int, str], ...]:
    """Active agents who hold any role in this department or above it, by name: id and name; reference data."""
    anywhere = Q(grants__department=None, grants__isnull=False)
    found = _agents().filter(Q(grants__department_id__in=_with_parents(department_id)) | anywhere)
    return tuple(found.distinct().values_list("id", "name")[:most])


@reference
def signature_of(agent_id: int | None) -> str:
    """What an agent writes below their answers, or nothing; reference data."""
    return _agents().filter(pk=agent_id).values_list("signature", flat=True).first() or ""


def person_named(person_id: int) -> Person | None:
    """A person by their id, whoever asks: for the product itself. One query, none when a command has them at hand."""
    return at_hand(Person, person_id) or _PERSON.first(person_id=person_id)


def organisation_named(organisation_id: int | None) -> Organisation | None:
    """An organisation by its id, whoever asks: for the product itself. At most one query."""
    return None if organisation_id is None else _ORGANISATION.first(organisation_id=organisation_id)


@reference
def main_brand() -> Brand | None:
    """The first brand, for pages that belong to none. It is shared: never change it."""
    return Brand.objects.order_by("id").first()


@reference
def departments() -> dict[int, Department]:
    """All departments with their brands, by id; reference data, so nobody changes these objects."""
    return {row.id: row for row in Department.objects.select_related("brand").order_by("name", "id")}


@reference
def with_those_below(department_ids: frozenset[int]) -> frozenset[int]:
    """These departments and everything that stands below them; reference data."""
    found, all_ = set(department_ids), departments().values()
    while more := {each.id for each in all_ if each.parent_id in found} - found:
        found |= more
    return frozenset(found)


def main_address(department: Department) -> str:
    """The address from which a department writes, empty when it has none."""
    return main_addresses().get(department.id, "")


@reference
def main_addresses() -> dict[int, str]:
    """The address from which each department writes, by its id; those without any are missing."""
    rows = DepartmentAddress.objects.order_by("is_main", "-id").values_list("department_id", "address")
    return dict(rows)


@reference
def desk_addresses() -> frozenset[str]:
    """The addresses of all departments in their normal form: what leads back to the desk itself."""
    return frozenset(DepartmentAddress.objects.values_list("normal", flat=True))


def _agents() -> QuerySet[Person]:
    return Person.objects.filter(is_staff=True, is_active=True).order_by("name", "id")


def _with_parents(department_id: int) -> list[int]:
    known = departments()
    found: list[int] = []
    each: int | None = department_id
    while each is not None and each not in found:
        found.append(each)
        each = known[each].parent_id if each in known else None
    return found
