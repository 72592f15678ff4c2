"""The examples of a rule: given this ticket, expect that. They run on every save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tuki.automation.rules.definition import Example, ReadyRule
from tuki.automation.rules.effects import Effect, effect_of
from tuki.automation.rules.promises import BREACHED, BROKEN, LATE, PROMISE_FACTS, RULE_FACTS
from tuki.catalogue.priorities import MEDIUM
from tuki.catalogue.queries import matrix_for
from tuki.kernel.conditions import FactType, Judged, judge
from tuki.kernel.conditions.judging import folded
from tuki.people.agents.teams import FIRST
from tuki.sla.policies.definition import TARGETS
from tuki.tickets.queries.workflow import stage_of, workflow_of


class Wrong(msgspec.Struct, frozen=True):
    """A fact that is not as expected afterwards."""

    fact: str
    expected: Any
    found: Any


class Outcome(msgspec.Struct, frozen=True):
    """What the rule did with an example: whether it fired and why, what is not as expected, and the code of the refusal
    for which nothing would be done."""

    example: Example
    fired: bool
    judged: Judged
    wrong: tuple[Wrong, ...] = ()
    refused: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return self.fired == self.example.fires and not self.wrong


def outcomes_of(rule: ReadyRule) -> list[Outcome]:
    """Every example of the rule, in order."""
    return [outcome_of(rule, each) for each in rule.definition.examples]


def outcome_of(rule: ReadyRule, example: Example) -> Outcome:
    """One example: whether the rule fires for what is given, and what its steps would make of it."""
    facts = given_facts(example, department_id=next(iter(rule.definition.departments), None))
    judged = judge(rule.condition, facts)
    answers = judged.holds and example.trigger in rule.definition.triggers
    effect = effect_of(rule.steps, facts) if answers else Effect({})
    after = {**facts, **effect.facts}
    wrong = [
        Wrong(fact, expected, after.get(fact))
        for fact, expected in example.then.items()
        if not _same(fact, expected, after.get(fact))
    ]
    return Outcome(example, answers and not effect.refused, judged, tuple(wrong), effect.refused)


def given_facts(example: Example, *, department_id: int | None = None) -> dict[str, Any]:
    """The facts of the example's ticket; what it does not say is as on a ticket that was just opened by mail, in this
    department."""
    facts = {code: _nothing(code) for code in RULE_FACTS} | _just_opened(example.given) | {"department": department_id}
    for code, value in example.given.items():
        facts[code] = frozenset(value) if RULE_FACTS[code].type is FactType.SET else value
    facts["stage"] = example.given.get("stage") or stage_of(facts["status"])
    facts["is_open"] = facts["stage"] not in ("done", "closed")
    address = facts["requester_address"] or ""
    facts["requester_domain"] = example.given.get("requester_domain") or address.rpartition("@")[2]
    for target in TARGETS:
        left = facts[f"{target}_left"]
        if left is not None and facts[f"{target}_state"] is None:
            facts[f"{target}_state"] = "running" if left > 0 else LATE
    facts[BREACHED] = example.given.get(BREACHED, any(facts[f"{each}_state"] in BROKEN for each in TARGETS))
    facts["text"] = facts["text"] or facts["first_text"]
    if "priority" not in example.given:
        facts["priority"] = matrix_for(facts["brand"]).priority_of(facts["urgency"], facts["impact"])
    return facts


def _just_opened(given: Mapping[str, Any]) -> dict[str, Any]:
    kind = given.get("kind") or "incident"
    return {
        "kind": kind,
        "status": workflow_of(kind).initial,
        "urgency": MEDIUM,
        "impact": MEDIUM,
        "channel": "mail",
        "line": FIRST,
        "message_count": 1,
        "age": 0,
        "status_age": 0,
        "waiting_age": 0,
        "silence_age": 0,
    }


def _nothing(code: str) -> Any:
    if code in PROMISE_FACTS or code == "revenue":
        return None
    match RULE_FACTS[code].type:
        case FactType.SET:
            return frozenset()
        case FactType.TEXT:
            return ""
        case FactType.NUMBER:
            return 0
        case FactType.FLAG:
            return False
        case _:
            return None


def _same(fact: str, expected: Any, found: Any) -> bool:
    if RULE_FACTS[fact].type is FactType.SET:
        words = ({folded(each) if isinstance(each, str) else each for each in side or ()} for side in (expected, found))
        wanted, has = words
        return wanted == has
    if isinstance(expected, str) and isinstance(found, str):
        return folded(expected) == folded(found)
    return expected == found
