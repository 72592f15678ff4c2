"""What a rule says: when, if, then, its examples and its limits."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.automation.actions import Step, read_steps
from tuki.automation.rules.triggers import TRIGGERS
from tuki.kernel.conditions import Condition, read_condition
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid
from tuki.tickets.facts import FACTS

LONGEST_NAME = 120
MOST_EXAMPLES = 50
LARGEST_LIMIT = 100_000


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
    """

    name: str
    triggers: list[str]
    conditions: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []
    examples: list[Example] = []
    most_tickets: int = 200
    most_mails: int = 50
    is_last: bool = False


class ReadyRule(msgspec.Struct, frozen=True):
    """A rule that has been read and makes sense: ready to be asked."""

    id: int
    definition: RuleDefinition
    condition: Condition
    steps: tuple[Step, ...]


def read_rule(definition: RuleDefinition, *, rule_id: int = 0) -> ReadyRule:
    """Refuses nonsense by its place: `required`, `unknown_trigger`, `limit_shape`, `too_many_examples`, and what
    `read_condition` and `read_steps` refuse."""
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
    condition = read_condition(definition.conditions, FACTS)
    return ReadyRule(rule_id, definition, condition, read_steps(definition.steps))


def _insist_example(example: Example, place: str) -> None:
    if example.trigger not in TRIGGERS:
        raise Invalid("unknown_trigger", field=f"{place}.trigger")
    for field in ("given", "then"):
        if unknown := set(getattr(example, field)) - set(FACTS):
            raise Invalid("unknown_fact", field=f"{place}.{field}", name=sorted(unknown)[0][:60])
