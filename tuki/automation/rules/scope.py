"""In which departments a rule sees and touches tickets, and who may therefore write it and decide about it.

A rule without departments acts on the whole desk, so it takes the permission everywhere; one that names departments
acts in these and what stands below them, so it takes the permission in each of them. Rights are asked whenever somebody
writes, switches or decides; a rule whose author has left stays, for it belongs to the desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuki.automation.models import Rule
from tuki.automation.permissions import RULES
from tuki.automation.rules.library import definition_of
from tuki.kernel.actors import Actor
from tuki.kernel.models import SettingVersion
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.access import actor_of
from tuki.people.models import Person, Role
from tuki.people.queries import departments
from tuki.people.queries.explaining import holds

VERSIONS = "rule"  # the kind of setting under which definitions are kept


def covers(actor: Actor, department_ids: Iterable[int]) -> bool:
    """Whether the actor may write a rule of these departments; none means the whole desk."""
    areas, wanted = actor.areas(RULES), set(department_ids)
    return areas is None or (bool(wanted) and wanted <= areas)


def insist_covered(actor: Actor, department_ids: Iterable[int]) -> None:
    """Refuses `not_allowed` to who may write no rules, `rule_too_wide` to who may write them elsewhere only."""
    if not actor.holds(RULES):
        raise Refused("not_allowed")
    if not covers(actor, department_ids):
        raise Refused("rule_too_wide")


def concerns(actor: Actor, department_ids: Iterable[int]) -> bool:
    """Whether such a rule acts where the actor may write rules, so that they may look at it."""
    areas, wanted = actor.areas(RULES), set(department_ids)
    return areas is None or (bool(areas) and not wanted) or bool(wanted & areas)


def concerns_rule(actor: Actor, rule_id: int) -> bool:
    """The same for a rule by its id, also one that is off the list; one query."""
    row = Rule.objects.filter(pk=rule_id).first()
    return row is not None and concerns(actor, definition_of(row).departments)


def departments_to_write_for(actor: Actor) -> list[tuple[int, str]]:
    """Id and name of the active departments for which the actor may write rules; reference data."""
    return [(each.id, each.name) for each in departments().values() if each.is_active and covers(actor, [each.id])]


def who_decides(rule: Rule) -> list[Person]:
    """Who hears that the rule waits: who may write it, and its author while they may still look at it.

    Four queries, and those that compile rights anew.
    """
    named = definition_of(rule).departments
    roles = [role.id for role in Role.objects.all() if holds(role.permissions, RULES)]
    staff = Person.objects.filter(is_staff=True, is_active=True, grants__role_id__in=roles).distinct().order_by("id")
    author_id = author_of(rule.id)
    found = []
    for person in staff:
        actor = actor_of(person, cause=f"rule:{rule.id}")
        if covers(actor, named) or (person.id == author_id and concerns(actor, named)):
            found.append(person)
    return found


def author_of(rule_id: int) -> int | None:
    """Who wrote what the rule says now; None when a file or the product did. One query."""
    last = SettingVersion.objects.filter(kind=VERSIONS, object_id=rule_id).order_by("-number")
    kind, person_id = last.values_list("actor_kind", "actor_id").first() or ("", None)
    return person_id if kind == "person" else None


def rule_to_change(actor: Actor, rule_id: int, *, with_retired: bool = False) -> Rule:
    """Within a command: the rule, locked. Refuses `not_allowed`, `not_found` for one that does not concern the actor,
    and `rule_too_wide` for one that acts where they may not write rules."""
    if not actor.holds(RULES):
        raise Refused("not_allowed")
    rows = Rule.objects.select_for_update().filter(pk=rule_id)
    row = rows.first() if with_retired else rows.filter(retired_at=None).first()
    if row is None or not concerns(actor, definition_of(row).departments):
        raise NotFound()
    insist_covered(actor, definition_of(row).departments)
    return row
