"""Skills, reasons to pause, absence, what agents can and the assignment of teams as parts of `desk.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.policies import policies
from tuki.catalogue.categories import category_tree
from tuki.people.agents.absence import AbsenceDefinition, offline_after_minutes
from tuki.people.agents.names import PAUSE_REASONS
from tuki.people.agents.work import Work, skill_names, work_of
from tuki.people.models import PauseReason
from tuki.setup.toml_writing import written
from tuki.sla.queries import calendars


def skills_and_pauses() -> Iterator[str]:
    """`[[skill]]`, `[[pause_reason]]` where it is not as in the beginning, and `[agents]` likewise."""
    for code, name in skill_names().items():
        yield written("skill", {"code": code, "name": name})
    builtin = {code: (name, place, True) for place, (code, name) in enumerate(PAUSE_REASONS.items())}
    for row in PauseReason.objects.order_by("position", "id"):
        if (row.name, row.position, row.is_active) != builtin.get(row.code):
            active = None if row.is_active else False
            table = {"code": row.code, "name": row.name, "position": row.position, "active": active}
            yield written("pause_reason", table)
    if offline_after_minutes() != AbsenceDefinition().offline_after_minutes:
        yield written("agents", {"offline_after_minutes": offline_after_minutes()}, form="single")


def work_table(person_id: int) -> dict[str, Any]:
    """What an agent can, as keys of their `[[person]]`; mostly no query."""
    own = work_of([person_id])[person_id]
    if own == Work():
        return {}
    return {"skills": own.skills or None, "languages": list(own.languages) or None, "capacity": own.capacity}


def assignment_table(team_id: int) -> dict[str, Any] | None:
    """A team's policy as the `assignment` of its `[[team]]`: what differs from the beginning."""
    policy = policies().get(team_id)
    if policy is None:
        return None
    beginning = msgspec.to_builtins(AssignmentDefinition())
    table = {name: value for name, value in msgspec.to_builtins(policy).items() if value != beginning[name]}
    if "skills" in table:
        table["skills"] = [_need(each) for each in table["skills"]]
    if known := calendars().get(table.pop("calendar_id", None) or 0):
        table["calendar"] = known.name
    return table or None


def _need(need: dict[str, Any]) -> dict[str, Any]:
    tree = category_tree()
    paths = [
        "/".join(tree[above].definition.name for above in tree[each].path)
        for each in need["categories"]
        if each in tree
    ]
    return {name: value for name, value in (need | {"categories": paths}).items() if value}
