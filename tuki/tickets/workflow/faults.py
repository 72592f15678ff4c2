"""What is wrong with a workflow, each with the place where it is wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tuki.kernel.refusals import Invalid
from tuki.tickets.statuses import OPEN_STAGES
from tuki.tickets.workflow.definition import CONFIRMATION, ROLES, WorkflowDefinition

CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
MOST_STATUSES, LONGEST_NAME, MOST_DAYS = 40, 120, 365
NEEDED_STAGES = ("ours", "closed")
_ALLOWED_STAGES = {
    "initial": frozenset({"new", "ours"}),
    "assigned": OPEN_STAGES,
    "answered": OPEN_STAGES,
    "completion": frozenset({"done"}),
    "confirmed": frozenset({"closed"}),
    "rejected": OPEN_STAGES,
    "reopened": OPEN_STAGES,
}


def faults(
    definition: WorkflowDefinition, *, names: Mapping[str, str], stages: Mapping[str, str], kinds: Collection[str]
) -> list[Invalid]:
    """Everything that is wrong, the cause before what follows from it; `field` names the place.

    `names` and `stages` are those of the statuses that the desk has already, `kinds` the kinds that it has.
    """
    found = [*_of_itself(definition, kinds), *_of_statuses(definition, names, stages)]
    if not found:
        found = [*_of_roles(definition), *_of_transitions(definition)]
    return found or list(_of_ways(definition, _Names(definition, names)))


class _Names:
    """How refusals call statuses: as the desk does, else by the names given here."""

    def __init__(self, definition: WorkflowDefinition, names: Mapping[str, str]) -> None:
        self._own = {each.code: next(iter(each.names.values()), each.code) for each in definition.statuses}
        self._known = names

    def __call__(self, code: str) -> str:
        return self._known.get(code) or self._own.get(code, code)


def _of_itself(definition: WorkflowDefinition, kinds: Collection[str]) -> Iterator[Invalid]:
    if not definition.name.strip():
        yield Invalid("required", field="name")
    elif len(definition.name) > LONGEST_NAME:
        yield Invalid("invalid", field="name")
    days = definition.close_after_days
    if days is not None and not 0 <= days <= MOST_DAYS:
        yield Invalid("invalid", field="close_after_days")
    if set(definition.kinds) - set(kinds):
        yield Invalid("unknown_kind", field="kinds")


def _of_statuses(
    definition: WorkflowDefinition, names: Mapping[str, str], stages: Mapping[str, str]
) -> Iterator[Invalid]:
    if len(definition.statuses) > MOST_STATUSES:
        yield Invalid("too_many_statuses", field="statuses", most=MOST_STATUSES)
    for each in definition.statuses:
        place = f"status:{each.code}"
        if not CODE.fullmatch(each.code):
            yield Invalid("status_code_invalid", field=place, code=each.code[:40])
        if any(not name.strip() or len(name) > LONGEST_NAME for name in each.names.values()):
            yield Invalid("invalid", field=place)
        if not each.names and each.code not in names:
            yield Invalid("status_needs_name", field=place, code=each.code)
        if stages.get(each.code, each.stage) != each.stage:
            yield Invalid("status_keeps_stage", field=place, status=names.get(each.code, each.code))
    for code in _repeated(definition.codes):
        yield Invalid("status_twice", field=f"status:{code}", code=code)
    for stage in NEEDED_STAGES:
        if not definition.in_stage(stage):
            yield Invalid(f"stage_missing_{stage}", field="statuses")


def _of_roles(definition: WorkflowDefinition) -> Iterator[Invalid]:
    given: dict[str, str] = {role: getattr(definition, role) for role in ROLES}
    wants_confirmation = any(given[role] for role in CONFIRMATION)
    for role, code in given.items():
        if not code and role in CONFIRMATION and not wants_confirmation:
            continue
        stage = definition.stage(code)
        if stage is None:
            yield Invalid("role_missing", field=role)
        elif stage not in _ALLOWED_STAGES[role]:
            yield Invalid("role_of_wrong_stage", field=role)


def _of_transitions(definition: WorkflowDefinition) -> Iterator[Invalid]:
    codes = set(definition.codes)
    for each in definition.transitions:
        place: dict[str, Any] = {"field": f"transition:{each.source}:{each.target}"}
        if each.source == each.target or not {each.source, each.target} <= codes:
            yield Invalid("transition_leads_nowhere", **place, source=each.source, target=each.target)
    for source, target in _repeated([(each.source, each.target) for each in definition.transitions]):
        yield Invalid("transition_twice", field=f"transition:{source}:{target}", source=source, target=target)


def _of_ways(definition: WorkflowDefinition, name: _Names) -> Iterator[Invalid]:
    forward: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    chosen = [(each.source, each.target) for each in definition.transitions]
    for source, target in [*chosen, *definition.own_moves()]:
        forward[source].add(target)
        back[target].add(source)
    reached, closing = _spread([definition.initial], forward), _spread(definition.in_stage("closed"), back)
    for code in definition.codes:
        if code not in reached:
            yield Invalid("status_unreachable", field=f"status:{code}", status=name(code))
        elif code not in closing:
            yield Invalid("status_dead_end", field=f"status:{code}", status=name(code))


def _spread(begin: Iterable[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        for each in ways.get(waiting.pop(), set()) - found:
            found.add(each)
            waiting.append(each)
    return found


def _repeated(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]
