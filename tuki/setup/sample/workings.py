"""How the example's desk works: its definitions, what it promises, and the workflow that asks for approvals."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.customers.queries import tiers
from tuki.setup.commands.apply import apply_desk_file
from tuki.setup.reading import read_desk_file
from tuki.sla.commands.policies import add_policy
from tuki.sla.models import Calendar, Policy
from tuki.sla.policies.definition import PolicyDefinition
from tuki.tickets.commands.workflow import add_workflow
from tuki.tickets.models import Workflow
from tuki.tickets.workflow.built_in import DEFAULT

HERE = Path(__file__).parent


def define(actor: Actor) -> None:
    """Calendars, categories, skills, tiers, templates and macros, then promises and the workflow of changes."""
    apply_desk_file(actor, read_desk_file((HERE / "desk.toml").read_bytes(), "desk.toml"), hashes={})
    document = tomllib.loads((HERE / "promises.toml").read_text(encoding="utf-8"))
    for given in document["policy"]:
        if not Policy.objects.filter(name=given["name"]).exists():
            add_policy(actor, definition=_policy(given))
    _workflow(actor, document["workflow"])


def with_tiers(condition: Any) -> Any:
    """The condition with tiers by their ids where it names their codes."""
    if isinstance(condition, list):
        return [with_tiers(each) for each in condition]
    if not isinstance(condition, dict):
        return condition
    if condition.get("fact") == "tier":
        return condition | {"value": [tier_id(each) for each in condition["value"]]}
    return {key: with_tiers(each) for key, each in condition.items()}


def tier_id(code: str) -> int:
    """The tier of this code."""
    return next(row.id for row in tiers().values() if row.code == code)


def _policy(given: dict[str, Any]) -> PolicyDefinition:
    said = {key: value for key, value in given.items() if key != "calendar"}
    if "calendar" in given:
        said["calendar_id"] = Calendar.objects.values_list("id", flat=True).get(name=given["calendar"])
    return msgspec.convert(said | {"conditions": with_tiers(given.get("conditions", {}))}, PolicyDefinition)


def _workflow(actor: Actor, given: dict[str, Any]) -> None:
    """The usual one, but that some of its statuses are reached only with somebody's consent."""
    if Workflow.objects.filter(code=given["code"]).exists():
        return
    ways = [
        msgspec.structs.replace(each, needs_approval=each.target in given["approved"] and each.source == "assigned")
        for each in DEFAULT.transitions
    ]
    definition = msgspec.structs.replace(DEFAULT, name=given["name"], kinds=given["kinds"], transitions=ways)
    add_workflow(actor, code=given["code"], definition=definition)
