"""Versions of rules and macros in the words of their pages, so that readers see what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuki.automation.actions import read_steps
from tuki.automation.rules.promises import RULE_FACTS
from tuki.desk.automation.steps import step_words
from tuki.desk.conditions import condition_words
from tuki.desk.rules.words import Values, trigger_words
from tuki.kernel.conditions import ALWAYS, read_condition
from tuki.kernel.refusals import Invalid

Said = Mapping[str, Any]


def rule_in_words(said: Said) -> Said:
    """A definition of a rule with its triggers, conditions, steps and examples as the page of rules says them."""
    values = Values()
    return {
        **said,
        "triggers": [trigger_words(each) for each in said.get("triggers", [])],
        "conditions": _condition(said.get("conditions") or {}),
        "steps": _steps(said.get("steps", [])),
        "examples": dict(_example(values, number, each) for number, each in enumerate(said.get("examples", []), 1)),
    }


def macro_in_words(said: Said) -> Said:
    """A definition of a macro with its steps as the page of macros says them."""
    return {**said, "steps": _steps(said.get("steps", []))}


def _condition(raw: Said) -> Any:
    """As it is kept when it names something that is no longer there."""
    try:
        condition = read_condition(raw, RULE_FACTS)
    except Invalid:
        return raw
    return "" if condition == ALWAYS else condition_words(condition, RULE_FACTS)


def _steps(raw: Sequence[Said]) -> dict[str, str]:
    """By their places, so that each that differs is shown for itself."""
    return {str(number): _step(each) for number, each in enumerate(raw, 1)}


def _step(raw: Said) -> str:
    """Rows that older versions named mean what is called so now; as it is kept when that is nothing."""
    try:
        (step,) = read_steps([raw])
    except Invalid:
        return step_words(raw["action"], raw.get("given", {}))
    return step_words(step.action, step.given)


def _example(values: Values, number: int, raw: Said) -> tuple[str, Said]:
    said = {
        _("What happens"): trigger_words(raw.get("trigger", "opened")),
        _("Given"): _facts(values, raw.get("given", {})),
        _("Then the rule"): _("fires") if raw.get("fires", True) else _("does not fire"),
        _("Afterwards"): _facts(values, raw.get("then", {})),
    }
    return raw.get("name") or str(number), said


def _facts(values: Values, raw: Said) -> list[str]:
    return [f"{RULE_FACTS[code].label if code in RULE_FACTS else code}: {values.said(code, raw[code])}" for code in raw]
