"""What agents can and how much at once: skills with levels, languages, capacity."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version
from tuki.people.agents.definitions import SKILLS, WORK, skills_now, works_now
from tuki.people.agents.events import SkillChanged, SkillRemoved, WorkChanged
from tuki.people.agents.reasons import checked_code
from tuki.people.commands.insisting import change_fields, insist_holds, locked_person, needed
from tuki.people.definitions import ALL
from tuki.people.models import AgentProfile, AgentSkill, Skill
from tuki.people.permissions import MANAGE_AGENTS

LEVELS = (1, 2, 3)
LARGEST_CAPACITY = 1000


class Work(msgspec.Struct, frozen=True):
    """What an agent can: code of a skill → level; languages; capacity, empty when the team's holds."""

    skills: dict[str, int] = {}
    languages: tuple[str, ...] = ()
    capacity: int | None = None


@command
def set_skill(actor: Actor, *, code: str, name: str) -> Skill:
    """Adds the skill of this code or renames it. Announces `skill.changed` when something differs."""
    insist_holds(actor, MANAGE_AGENTS)
    values = {"name": needed(name, field="name", most=120)}
    row, is_new = Skill.objects.get_or_create(code=checked_code(code), defaults=values)
    if change_fields(row, dict(values)) or is_new:
        announce(actor, SkillChanged(subject=row.id))
        keep_version(actor, SKILLS, ALL, skills_now(), is_told=True)
    return row


@command
def remove_skill(actor: Actor, *, code: str) -> None:
    """The skill is gone, from all agents too. Announces `skill.removed`.

    Refuses `not_found`, and `still_used` while the assignment of a team needs it: nobody would fit its tickets.
    """
    insist_holds(actor, MANAGE_AGENTS)
    row = Skill.objects.filter(code=code).first()
    if row is None:
        raise NotFound()
    insist_unused("skill", [code])
    holders = list(AgentSkill.objects.filter(skill=row).values_list("person_id", flat=True))
    announce(actor, SkillRemoved(subject=row.id, code=code))
    row.delete()
    keep_version(actor, SKILLS, ALL, skills_now(), is_told=True)
    for person_id, work in works_now(holders).items():
        keep_version(actor, WORK, person_id, work, is_told=True)


@command
def set_work(
    actor: Actor, person_id: int, *, skills: Mapping[str, int], languages: Sequence[str], capacity: int | None
) -> None:
    """Exactly these skills (code → level 1 to 3), languages and capacity (1 to 1000; None: as the team says).

    Announces `person.work_changed` when something differs. Refuses `unknown_skill`, `not_an_agent`, `invalid`.
    """
    insist_holds(actor, MANAGE_AGENTS)
    person = locked_person(person_id)
    if not person.is_staff:
        raise Invalid("not_an_agent", field="person")
    if capacity is not None and not 1 <= capacity <= LARGEST_CAPACITY:
        raise Invalid("invalid", field="capacity")
    wanted = _skill_ids(skills)
    spoken = list(dict.fromkeys(each.strip().lower()[:8] for each in languages if each.strip()))
    profile = AgentProfile.objects.filter(person=person).first() or AgentProfile(person=person)
    held = dict(AgentSkill.objects.filter(person=person).values_list("skill_id", "level"))
    change = WorkChanged(
        subject=person_id,
        old_skills=_pairs(held),
        new_skills=_pairs(wanted),
        old_languages=profile.languages,
        new_languages=spoken,
        old_capacity=profile.capacity,
        new_capacity=capacity,
    )
    if (held, profile.languages, profile.capacity) == (wanted, spoken, capacity):
        return
    AgentSkill.objects.filter(person=person).delete()
    AgentSkill.objects.bulk_create(AgentSkill(person=person, skill_id=each, level=wanted[each]) for each in wanted)
    profile.languages, profile.capacity = spoken, capacity
    profile.save()
    announce(actor, change)
    keep_version(actor, WORK, person_id, works_now([person_id])[person_id], is_told=True)


@reference
def skill_names() -> dict[str, str]:
    """All skills by name: code → name."""
    return dict(Skill.objects.order_by("name", "id").values_list("code", "name"))


def work_of(person_ids: Collection[int]) -> dict[int, Work]:
    """What these agents can; who has no entry can nothing in particular."""
    known = _works()
    return {person_id: known.get(person_id, Work()) for person_id in person_ids}


@reference
def _works() -> dict[int, Work]:
    skills: dict[int, dict[str, int]] = {}
    for person_id, code, level in AgentSkill.objects.values_list("person_id", "skill__code", "level"):
        skills.setdefault(person_id, {})[code] = level
    profiles = {row.person_id: row for row in AgentProfile.objects.all()}
    found = {}
    for person_id in skills.keys() | profiles.keys():
        profile = profiles.get(person_id)
        languages = tuple(profile.languages) if profile else ()
        found[person_id] = Work(skills.get(person_id, {}), languages, profile.capacity if profile else None)
    return found


def _skill_ids(skills: Mapping[str, int]) -> dict[int, int]:
    known = dict(Skill.objects.filter(code__in=list(skills)).values_list("code", "id"))
    for code, level in skills.items():
        if code not in known:
            raise Invalid("unknown_skill", field="skills", name=code)
        if level not in LEVELS:
            raise Invalid("invalid", field="skills")
    return {known[code]: level for code, level in skills.items()}


def _pairs(levels: Mapping[int, int]) -> list[list[int]]:
    return [[skill_id, level] for skill_id, level in sorted(levels.items())]
