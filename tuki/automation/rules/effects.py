"""What the steps of a rule would change of a ticket's facts, and what would leave the desk: pure.

A rehearsal and the examples of a rule see the ticket through this; what a step really does is its command's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from tuki.automation.actions import Step
from tuki.catalogue.categories import category_tree
from tuki.catalogue.queries import matrix_for
from tuki.kernel.refusals import Refusal, Refused
from tuki.people.agents.teams import FIRST, TeamFacts, teams, works_in
from tuki.tickets.lines.queries import team_above
from tuki.tickets.queries.workflow import stage_of

Facts = Mapping[str, Any]


class Effect(msgspec.Struct, frozen=True):
    """Facts that would be otherwise, and how many mails would go out; `refused`: the code of the refusal for which none
    of the steps would be taken."""

    facts: dict[str, Any]
    mails: int = 0
    refused: str = ""


def effect_of(steps: Iterable[Step], facts: Facts) -> Effect:
    """All steps one after the other; only what differs from `facts` is given."""
    now, mails = dict(facts), 0
    try:
        for step in steps:
            now |= _CHANGES[step.action](now, step.given)
            mails += step.action in MAILING
    except Refusal as refusal:
        return Effect({}, refused=refusal.code)
    return Effect({code: value for code, value in now.items() if facts.get(code) != value}, mails)


MAILING = frozenset({"reply", "reply_from_template"})


def _by_matrix(facts: Facts, **levels: int) -> dict[str, Any]:
    now = dict(facts) | levels
    if facts.get("priority_overridden"):
        return levels
    return levels | {"priority": matrix_for(facts.get("brand")).priority_of(now["urgency"], now["impact"])}


def _status(_facts: Facts, given: Facts) -> dict[str, Any]:
    stage = stage_of(given["status"])
    done = stage in ("done", "closed")
    changed = {"status": given["status"], "stage": stage, "is_open": not done, "status_age": 0}
    return changed | ({"waiting_age": None, "resolution": given.get("resolution")} if done else {})


def _category(_facts: Facts, given: Facts) -> dict[str, Any]:
    row = category_tree().get(given["category"])
    return {"category": frozenset(row.path if row else ())}


def _tagged(facts: Facts, given: Facts) -> dict[str, Any]:
    return {"tags": frozenset(facts.get("tags") or ()) | {each.casefold() for each in given["tags"]}}


def _untagged(facts: Facts, given: Facts) -> dict[str, Any]:
    gone = {each.casefold() for each in given["tags"]}
    return {"tags": frozenset(each for each in facts.get("tags") or () if each.casefold() not in gone)}


def _assigned(_facts: Facts, given: Facts) -> dict[str, Any]:
    return {"assignee": given["assignee"], "assigned_age": 0}


def _answered(facts: Facts, _given: Facts) -> dict[str, Any]:
    return {"silence_age": 0, "message_count": (facts.get("message_count") or 0) + 1}


def _noted(facts: Facts, _given: Facts) -> dict[str, Any]:
    return {"message_count": (facts.get("message_count") or 0) + 1}


def _given_to_team(_facts: Facts, given: Facts) -> dict[str, Any]:
    team = teams().get(given["team"])
    return {"team": given["team"]} | ({"line": team.line} if team else {})


def _escalated(facts: Facts, given: Facts) -> dict[str, Any]:
    """Refuses `no_next_line` and `not_a_higher_line`, as the command does. While the department is not known, as in an
    example that does not name it, any team of a higher line stands for the one that works there."""
    line, department_id = facts.get("line") or FIRST, facts.get("department")
    team = teams().get(given["team"]) if given.get("team") else _next_team(department_id, line)
    if team is None:
        raise Refused("no_next_line")
    if team.line <= line:
        raise Refused("not_a_higher_line")
    moved: dict[str, Any] = {"line": team.line, "assignee": None, "assigned_age": None}
    if department_id is not None or given.get("team"):
        moved["team"] = team.id
    if department_id is not None and team.department_id is not None and not works_in(team, department_id):
        moved["department"] = team.department_id
    return moved | _noted(facts, given)


def _next_team(department_id: int | None, line: int) -> TeamFacts | None:
    if department_id is None:
        return next((team for team in teams().values() if team.line > line), None)
    return team_above(department_id, line)


_CHANGES: dict[str, Callable[[Facts, Facts], dict[str, Any]]] = {
    "set_urgency": lambda facts, given: _by_matrix(facts, urgency=given["urgency"]),
    "set_impact": lambda facts, given: _by_matrix(facts, impact=given["impact"]),
    "override_priority": lambda _facts, given: {"priority": given["priority"], "priority_overridden": True},
    "release_priority": lambda facts, _given: _by_matrix(dict(facts) | {"priority_overridden": False}),
    "set_kind": lambda _facts, given: {"kind": given["kind"]},
    "set_category": _category,
    "clear_category": lambda _facts, _given: {"category": frozenset()},
    "assign": _assigned,
    "unassign": lambda _facts, _given: {"assignee": None, "assigned_age": None},
    "give_to_team": _given_to_team,
    "escalate": _escalated,
    "return": _noted,
    "transfer": lambda _facts, given: {"department": given["department"]},
    "add_tags": _tagged,
    "remove_tags": _untagged,
    "watch": lambda _facts, _given: {},
    "set_status": _status,
    "reply": _answered,
    "reply_from_template": _answered,
    "note": _noted,
}
KNOWN_ACTIONS = frozenset(_CHANGES)
