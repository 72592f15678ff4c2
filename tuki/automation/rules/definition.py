"""What a rule says: when, if, then, its examples and its limits."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.automation.actions import Step, read_steps
from tuki.automation.actions.handing import ME
from tuki.automation.rules.promises import RULE_FACTS, asks_promises
from tuki.automation.rules.triggers import TRIGGERS
from tuki.catalogue.priorities import LEVELS
from tuki.kernel.conditions import AllOf, Comparison, Condition, Fact, FactType, read_condition
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid
from tuki.people.queries import departments, with_those_below

LONGEST_NAME = 120
MOST_EXAMPLES = 50
LARGEST_LIMIT = 100_000
GIVEN_ALWAYS = frozenset({"urgency", "impact", "kind", "status", "priority", "stage"})  # every ticket has them
PERSONAL = frozenset({"watch"})  # actions that only a person can take


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A given ticket and what is expected of the rule.

    `given`: facts by code, what is left out is as on a ticket that was just opened by mail; `trigger`: what happens.
    `fires`: whether the rule must fire; `then`: facts that must hold afterwards.
    """

    name: str = ""
    trigger: str = "opened"
    given: dict[str, Any] = {}
    fires: bool = True
    then: dict[str, Any] = {}


class RuleDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it is kept, in versions. `conditions` and `steps` in their JSON forms.

    `most_tickets` and `most_mails`: how many tickets it may touch and how many mails it may cause within an hour
    before it is held and asks. `is_last`: rules after it are not asked about the same event once it has fired.
    `departments`: it sees and touches only tickets of these and of what stands below them; none: of the whole desk.
    """

    name: str
    triggers: list[str]
    conditions: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []
    examples: list[Example] = []
    most_tickets: int = 200
    most_mails: int = 50
    is_last: bool = False
    departments: list[int] = []


class ReadyRule(msgspec.Struct, frozen=True):
    """A rule that has been read and makes sense: ready to be asked.

    `reach`: the departments whose tickets it touches, None for all; `condition` asks for them too.
    `asks_promises`: it cannot be judged without the ticket's clocks.
    """

    id: int
    definition: RuleDefinition
    condition: Condition
    steps: tuple[Step, ...]
    reach: frozenset[int] | None = None
    asks_promises: bool = False

    def reaches(self, department_id: int | None) -> bool:
        """Whether it may touch a ticket of this department."""
        return self.reach is None or department_id in self.reach


def read_rule(definition: RuleDefinition, *, rule_id: int = 0) -> ReadyRule:
    """Refuses nonsense by its place: `required`, `unknown_trigger`, `limit_shape`, `too_many_examples`,
    `example_value`, `needs_somebody`, `unknown_department`, `leaves_departments`, and what `read_condition` and
    `read_steps` refuse."""
    if not plain_line(definition.name, LONGEST_NAME):
        raise Invalid("required", field="name")
    if not definition.triggers or not set(definition.triggers) <= set(TRIGGERS):
        raise Invalid("unknown_trigger", field="triggers")
    for field in ("most_tickets", "most_mails"):
        if not 0 < getattr(definition, field) <= LARGEST_LIMIT:
            raise Invalid("limit_shape", field=field)
    if len(definition.examples) > MOST_EXAMPLES:
        raise Invalid("too_many_examples", field="examples", most=MOST_EXAMPLES)
    for number, example in enumerate(definition.examples):
        _insist_example(example, f"examples[{number}]")
    condition, steps = read_condition(definition.conditions, RULE_FACTS), read_steps(definition.steps)
    _insist_nobody_is_meant(steps)
    reach = _reach_of(definition.departments)
    if reach is not None:
        condition = _within(reach, condition)
        _insist_it_stays(steps, reach)
    return ReadyRule(rule_id, definition, condition, steps, reach, asks_promises(condition))


def _reach_of(department_ids: list[int]) -> frozenset[int] | None:
    if gone := set(department_ids) - departments().keys():
        raise Invalid("unknown_department", field="departments", name=min(gone))
    return with_those_below(frozenset(department_ids)) if department_ids else None


def _within(reach: frozenset[int], condition: Condition) -> Condition:
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return AllOf((Comparison("department", "is", tuple(sorted(reach))), *parts))


def _insist_it_stays(steps: tuple[Step, ...], reach: frozenset[int]) -> None:
    """A ticket that leaves the rule's departments is out of its hands: only the last step may send it away."""
    for number, step in enumerate(steps[:-1]):
        if step.action == "transfer" and step.given["department"] not in reach:
            raise Invalid("leaves_departments", field=f"steps[{number}]")


def _insist_nobody_is_meant(steps: tuple[Step, ...]) -> None:
    """A rule is no person: it can neither watch a ticket nor take it."""
    for number, step in enumerate(steps):
        if step.action in PERSONAL or step.given.get("assignee") == ME:
            raise Invalid("needs_somebody", field=f"steps[{number}]")


def _insist_example(example: Example, place: str) -> None:
    if example.trigger not in TRIGGERS:
        raise Invalid("unknown_trigger", field=f"{place}.trigger")
    for field in ("given", "then"):
        for code, value in getattr(example, field).items():
            if code not in RULE_FACTS:
                raise Invalid("unknown_fact", field=f"{place}.{field}", name=code[:60])
            if not _fits(RULE_FACTS[code], value):
                raise Invalid("example_value", field=f"{place}.{field}.{code}", name=str(RULE_FACTS[code].label))


def _fits(fact: Fact, value: Any) -> bool:
    """Whether a fact may have this value, so that an example can be asked."""
    if fact.type is FactType.SET:
        return isinstance(value, list | tuple) and all(_is_known(fact, each) for each in value)
    if fact.type is FactType.FLAG:
        return isinstance(value, bool)
    if fact.type is FactType.TEXT:
        return isinstance(value, str)
    return (value is None and fact.code not in GIVEN_ALWAYS) or _is_known(fact, value)


def _is_known(fact: Fact, value: Any) -> bool:
    if not isinstance(value, str | int | float):
        return False
    if fact.code in ("urgency", "impact"):
        return value in LEVELS
    if fact.options is not None:
        return value in {each.value for each in fact.options()}
    if fact.type in (FactType.NUMBER, FactType.AGE):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str | int)
