"""From what programs call things (ids, names, addresses) to ids."""

from __future__ import annotations

from collections.abc import Iterable

from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid
from tuki.people.addresses import is_address, normal_address
from tuki.people.agents.teams import teams
from tuki.people.commands.persons import find_or_add_contact
from tuki.people.models import Department, PersonAddress
from tuki.people.queries import departments_to_choose, organisations_visible_to, persons_visible_to


def department_id(named: int | str, among: Iterable[tuple[int, str]]) -> int:
    """The department of this id or name; refuses `unknown_department`, and `ambiguous_name` when two bear it."""
    found = [id_ for id_, name in among if named in (id_, name)]
    if not found:
        raise Invalid("unknown_department", field="department", name=named)
    if len(found) > 1:
        raise Invalid("ambiguous_name", field="department", name=named)
    return found[0]


def department_to_open_in(actor: Actor, named: int | str | None) -> int:
    """Where a new ticket goes: one that the actor may write to; without a name the first of them."""
    listed = sorted(departments_to_choose(actor))
    if named is not None:
        return department_id(named, listed)
    if not listed:
        raise Invalid("required", field="department")
    return listed[0][0]


def any_department(named: int | str) -> int:
    """A department to transfer to, also one whose tickets the actor does not see."""
    return department_id(named, Department.objects.filter(is_active=True).values_list("id", "name"))


def known_person(actor: Actor, named: int | str, *, field: str) -> int:
    """Somebody whom the actor may see, by id, mail address or `me`; refuses `invalid`."""
    if named == "me" and actor.id is not None:
        return actor.id
    persons = persons_visible_to(actor)
    if isinstance(named, int):
        persons = persons.filter(pk=named)
    else:
        normal = normal_address(named) if is_address(named) else ""
        persons = persons.filter(addresses__kind="email", addresses__normal=normal)
    found: int | None = persons.values_list("id", flat=True).first()
    if found is None:
        raise Invalid("invalid", field=field)
    return found


def requester_id(actor: Actor, named: int | str) -> int:
    """Who asks, by id or mail address; an address that nobody has yet becomes a contact."""
    if isinstance(named, str) and named != "me":
        return find_or_add_contact(actor, address=named).id
    return known_person(actor, named, field="requester")


def person_ids(named: Iterable[str]) -> list[int]:
    """The ids and the persons of the addresses; those that there are not are left out. For filters."""
    ids = [id_ for each in named if (id_ := whole_number(each)) is not None]
    normals = [normal_address(each) for each in named if is_address(each)]
    if normals:
        by_address = PersonAddress.objects.filter(kind="email", normal__in=normals)
        ids += by_address.values_list("person_id", flat=True)
    return ids


def known_organisation(actor: Actor, named: int | str | None) -> int | None:
    """An organisation that the actor may see, by id or name; refuses `unknown_organisation`."""
    if named is None:
        return None
    organisations = organisations_visible_to(actor)
    chosen = organisations.filter(pk=named) if isinstance(named, int) else organisations.filter(name=named)
    found: int | None = chosen.values_list("id", flat=True).first()
    if found is None:
        raise Invalid("unknown_organisation", field="organisation", name=named)
    return found


def known_team(named: int | str) -> int:
    """A team by id or name; refuses `invalid`."""
    found = (each.id for each in teams().values() if named in (each.id, each.name))
    team_id = next(found, None)
    if team_id is None:
        raise Invalid("invalid", field="team")
    return team_id
