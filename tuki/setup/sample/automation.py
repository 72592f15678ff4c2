"""Rules of the example, and what they did on its tickets at the time."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tuki.automation.commands.rules import add_rule, switch_rule_on
from tuki.automation.models import Rule
from tuki.automation.rules.definition import RuleDefinition
from tuki.automation.rules.library import acting_rules
from tuki.automation.rules.running import ask_after, ask_for_time
from tuki.kernel.actors import Actor
from tuki.kernel.log import events_of
from tuki.setup.sample.workings import tier_id, with_tiers
from tuki.tickets.models import Ticket

HERE = Path(__file__).parent


def add_rules(actor: Actor) -> None:
    """Those that act from the beginning, and the drafts; those that are held come at the end."""
    for given in _rules():
        if not given.get("held"):
            _add(actor, given)


def hold_rules(actor: Actor) -> None:
    """Rules that go over their limit at once: what they would do on the other tickets stands by."""
    for given in _rules():
        if given.get("held"):
            row = _add(actor, given)
            rule = next(each for each in acting_rules() if each.id == row.id)
            for ticket_id in Ticket.objects.filter(is_open=True).order_by("id").values_list("id", flat=True):
                ask_for_time(rule, ticket_id)


def let_rules_act(ticket_id: int, after: int) -> int:
    """Asks the rules about what happened on the ticket since the event `after`; its last event now."""
    entries = list(events_of("ticket", ticket_id))
    for entry in entries:
        if entry.id > after and entry.actor_kind == "import":
            ask_after(entry)
    return entries[-1].id if entries else after


def _rules() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))["rule"]
    return rules


def _add(actor: Actor, given: dict[str, Any]) -> Rule:
    said = {key: value for key, value in given.items() if key not in ("on", "held")}
    examples = [_example(each) for each in given["examples"]]
    said |= {"conditions": with_tiers(given["conditions"]), "examples": examples}
    row = add_rule(actor, definition=msgspec.convert(said, RuleDefinition))
    return switch_rule_on(actor, row.id) if given.get("on") else row


def _example(given: dict[str, Any]) -> dict[str, Any]:
    facts = given["given"]
    return given | {"given": facts | {"tier": tier_id(facts["tier"])}} if "tier" in facts else given
