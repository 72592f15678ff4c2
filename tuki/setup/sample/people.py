"""Puts the example's departments, agents, teams, organisations and contacts into the desk, and agents to work."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.agents.states import change_state, note_open_pages
from tuki.people.agents.work import set_work
from tuki.people.commands.desk import add_brand, add_department, name_lead, set_team
from tuki.people.commands.organisations import add_organisation
from tuki.people.commands.persons import add_person, person_by_address
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Brand, Department, Grant, Organisation, Person, Team
from tuki.people.queries import main_brand

CHIEF = "chief"


class Company(msgspec.Struct):
    """Everybody by short name: departments, agents and contacts."""

    departments: dict[str, int]
    agents: dict[str, Person]
    contacts: dict[str, Person]
    second_line_id: int


def gather(actor: Actor, cast: dict[str, Any]) -> Company:
    """Uses the desk's first department and administrator where there are some, and adds everybody else."""
    brand = main_brand() or add_brand(actor, code="main", name=cast["brand"]["name"], prefix=cast["brand"]["prefix"])
    departments = _departments(actor, brand, cast)
    agents = {key: _agent(actor, row, departments) for key, row in cast["agents"].items()}
    for name, (line, place, members) in cast["teams"].items():
        ids = [agents[each].id for each in members]
        called = f"{name} (example)" if Team.objects.filter(name=name).exists() else name
        set_team(actor, name=called, line=line, member_ids=ids, department_id=departments[place])
    for name, domain in cast["organisations"].items():
        if not Organisation.objects.filter(name=name).exists():
            add_organisation(actor, name=name, domains=[domain])
    contacts = {key: _contact(actor, row) for key, row in cast["contacts"].items()}
    chief = Grant.objects.filter(role__code="administrator", department=None, person__is_active=True).order_by("id")
    first = chief.select_related("person").first()
    second_line = Team.objects.filter(line=2).order_by("-id").values_list("id", flat=True)[0]
    agents[CHIEF] = first.person if first else agents["sophie"]
    return Company(departments, agents, contacts, second_line)


def set_to_work(actor: Actor, company: Company, cast: dict[str, Any]) -> None:
    """What the agents can and how much they take, who leads a team, and who is at work. Skills are defined before."""
    for key, (skills, languages, capacity, standing) in cast["work"].items():
        person = company.agents[key]
        set_work(actor, person.id, skills=skills, languages=languages, capacity=capacity)
        state, _colon, reason = standing.partition(":")
        change_state(actor, person.id, state=state, reason=reason)
    for name, key in cast["leads"].items():
        leader = company.agents[key].id
        team = Team.objects.filter(name__startswith=name, members=leader).order_by("-id")[0]
        name_lead(actor, team.id, person_id=leader)


def keep_at_work(actor: Actor, company: Company, cast: dict[str, Any]) -> None:
    """They are seen at this moment, so that they do not go offline at once."""
    note_open_pages(actor, [company.agents[key].id for key in cast["work"]])


def _departments(actor: Actor, brand: Brand, cast: dict[str, Any]) -> dict[str, int]:
    own = Department.objects.filter(brand=brand, is_active=True).order_by("id").first()
    if own is None:
        words = cast["brand"]
        own = add_department(
            actor, brand_id=brand.id, name=words["department"], address=words["address"], signature=words["name"]
        )
    found = {"support": own.id}
    for key, name in cast["departments"].items():
        row = Department.objects.filter(brand=brand, name=name, is_active=True).first()
        found[key] = (row or add_department(actor, brand_id=brand.id, name=name)).id
    return found


def _agent(actor: Actor, row: list[Any], departments: dict[str, int]) -> Person:
    name, address, language, places = row
    if known := person_by_address(address):
        return known
    person = add_person(actor, name=name, email=address, language=language, is_staff=True)
    grant_roles(actor, person.id, roles=[("agent", departments[each]) for each in places])
    person.refresh_from_db()
    return person


def _contact(actor: Actor, row: list[str]) -> Person:
    name, address, language = row
    return person_by_address(address) or add_person(actor, name=name, email=address, language=language)
