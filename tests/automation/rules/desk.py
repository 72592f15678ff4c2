"""Rules of these tests, switched on, and the jobs that let them act."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tuki.automation.commands.rules import add_rule, switch_rule_on
from tuki.automation.models import Rule
from tuki.automation.rules.definition import Example, RuleDefinition
from tuki.kernel.jobs.running import run_due

FIRES = [Example(given={"subject": "anything", "tags": ["vip"], "waiting_age": 10**6, "status_age": 10**6})]


def definition(**values: Any) -> RuleDefinition:
    """A rule that tags every new ticket, but for what is said otherwise."""
    plain: dict[str, Any] = {
        "name": "Tag it",
        "triggers": ["opened"],
        "steps": [{"action": "add_tags", "given": {"tags": ["seen"]}}],
        "examples": FIRES,
    }
    given = plain | values
    given["examples"] = [
        example if example.trigger in given["triggers"] else Example(trigger=given["triggers"][0], given=example.given)
        for example in given["examples"]
    ]
    return RuleDefinition(**given)


def acting(cast: Cast, **values: Any) -> Rule:
    """A rule that is switched on."""
    vera = cast.actor(cast.vera)
    return switch_rule_on(vera, add_rule(vera, definition=definition(**values)).id)


def let_act() -> None:
    """The worker's turn: all jobs that are due."""
    for lane in ("default", "slow"):
        run_due(lane)
