"""What skills, the work of an agent and the roles they hold say, as their versions keep it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from tuki.people.models import AgentProfile, AgentSkill, Grant, Person, Skill

SKILLS, WORK, GRANTS = "skills", "agent_work", "agent_roles"


class SkillDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A skill."""

    code: str
    name: str


class SkillsDefinition(msgspec.Struct, frozen=True):
    """All skills: one setting, so that its versions tell of all of them."""

    skills: list[SkillDefinition]


class WorkDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent can, by codes of skills, and how much at once; no capacity: as the team says."""

    skills: dict[str, int]
    languages: list[str]
    capacity: int | None


class HeldDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A role that somebody holds, by its code: everywhere or in these departments and what stands below them."""

    code: str
    is_everywhere: bool
    department_ids: list[int]


class GrantsDefinition(msgspec.Struct, frozen=True):
    """Everything that somebody may do by their roles, and where."""

    roles: list[HeldDefinition]


def skills_now() -> SkillsDefinition:
    """All skills as they are; one query."""
    rows = Skill.objects.order_by("code").values_list("code", "name")
    return SkillsDefinition([SkillDefinition(code=code, name=name) for code, name in rows])


def works_now(person_ids: Iterable[int]) -> dict[int, WorkDefinition]:
    """What these agents can, as it is; two queries."""
    ids = list(person_ids)
    skills: dict[int, dict[str, int]] = {person_id: {} for person_id in ids}
    for person_id, code, level in AgentSkill.objects.filter(person_id__in=ids).values_list(
        "person_id", "skill__code", "level"
    ):
        skills[person_id][code] = level
    profiles = {row.person_id: row for row in AgentProfile.objects.filter(person_id__in=ids)}
    return {
        person_id: WorkDefinition(
            skills=dict(sorted(skills[person_id].items())),
            languages=list(profiles[person_id].languages) if person_id in profiles else [],
            capacity=profiles[person_id].capacity if person_id in profiles else None,
        )
        for person_id in ids
    }


def grants_now(person_ids: Iterable[int]) -> dict[int, GrantsDefinition]:
    """Which roles these hold, as it is; one query."""
    held: dict[int, dict[str, set[int | None]]] = {person_id: {} for person_id in person_ids}
    rows = Grant.objects.filter(person_id__in=held).values_list("person_id", "role__code", "department_id")
    for person_id, code, department_id in rows:
        held[person_id].setdefault(code, set()).add(department_id)
    return {
        person_id: GrantsDefinition([_held(code, areas) for code, areas in sorted(roles.items())])
        for person_id, roles in held.items()
    }


def agents_but(known: Collection[int]) -> list[int]:
    """The ids of all agents except these; one query."""
    return list(Person.objects.filter(is_staff=True).exclude(id__in=known).values_list("id", flat=True))


def _held(code: str, areas: set[int | None]) -> HeldDefinition:
    departments = sorted(each for each in areas if each is not None)
    return HeldDefinition(code=code, is_everywhere=None in areas, department_ids=departments)
