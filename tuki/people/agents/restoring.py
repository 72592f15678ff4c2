"""The way back to earlier versions of skills, of the work of an agent and of the roles they hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.versions import versioned
from tuki.people.agents.definitions import (
    GRANTS,
    SKILLS,
    WORK,
    GrantsDefinition,
    SkillsDefinition,
    WorkDefinition,
    agents_but,
    grants_now,
    skills_now,
    works_now,
)
from tuki.people.agents.work import remove_skill, set_skill, set_work, skill_names
from tuki.people.commands.roles import grant_roles
from tuki.people.definitions import ALL
from tuki.people.models import AgentSkill, Department, Person, Role
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries import names_of


def _is_agent(_actor: Actor, person_id: int) -> bool:
    return Person.objects.filter(pk=person_id, is_staff=True).exists()


@versioned(
    SKILLS,
    type=SkillsDefinition,
    label=_("Skills"),
    permission=MANAGE_AGENTS,
    titles=lambda ids: dict.fromkeys(ids, ""),
    words={"skills": _("Skills"), "name": _("Name"), "code": _("Code")},
    present=lambda known: {} if ALL in known else {ALL: skills_now()},
)
def restore_skills(actor: Actor, object_id: int, said: SkillsDefinition) -> None:
    """The skills are again as they were; of those that came later what agents have stays.

    Refuses `still_used` for a later one that the assignment of a team needs.
    """
    for each in said.skills:
        set_skill(actor, code=each.code, name=each.name)
    held = set(AgentSkill.objects.values_list("skill__code", flat=True))
    for code in {each.code for each in skills_now().skills} - {each.code for each in said.skills} - held:
        remove_skill(actor, code=code)


@versioned(
    WORK,
    type=WorkDefinition,
    label=_("Work of an agent"),
    permission=MANAGE_AGENTS,
    titles=names_of,
    words={"skills": _("Skills"), "languages": _("Writes"), "capacity": _("Capacity")},
    present=lambda known: works_now(agents_but(known)),
    concerns=_is_agent,
)
def restore_work(actor: Actor, object_id: int, said: WorkDefinition) -> None:
    """The agent can again what they could, but for skills that are gone; refuses `not_an_agent`."""
    known = skill_names()
    skills = {code: level for code, level in said.skills.items() if code in known}
    set_work(actor, object_id, skills=skills, languages=said.languages, capacity=said.capacity)


@versioned(
    GRANTS,
    type=GrantsDefinition,
    label=_("Roles of an agent"),
    permission=MANAGE_AGENTS,
    titles=names_of,
    words={
        "roles": _("Roles"),
        "code": _("Role"),
        "is_everywhere": _("Everywhere"),
        "department_ids": _("Departments"),
    },
    refs={"department_ids": "department"},
    present=lambda known: grants_now(agents_but(known)),
    concerns=_is_agent,
)
def restore_grants(actor: Actor, object_id: int, said: GrantsDefinition) -> None:
    """The agent holds again what they held, but for roles and departments that are gone.

    Refuses what `grant_roles` refuses: nobody gives back what they do not hold, nor changes their own rights.
    """
    roles = set(Role.objects.values_list("code", flat=True))
    departments = set(Department.objects.values_list("id", flat=True))
    given: list[tuple[str, int | None]] = []
    for each in said.roles:
        if each.code in roles:
            given += [(each.code, None)] if each.is_everywhere else []
            given += [(each.code, area) for area in each.department_ids if area in departments]
    grant_roles(actor, object_id, roles=given)
