"""Kinds and workflows as tables of the desk's file: reading one, writing one.

[workflow.changes]
name = "Changes"
kinds = ["change_request"]
initial = "asked"
assigned = "review"
answered = "review"
reopened = "review"
statuses = { asked = { stage = "new", en = "Asked" }, review = { stage = "ours" }, done = { stage = "closed" } }
transitions = { asked = ["review"], review = ["done: resolution, approval"] }
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tuki.catalogue.commands import BUILTIN_KINDS
from tuki.catalogue.kinds import kinds_now
from tuki.kernel.refusals import Invalid
from tuki.setup.reading import Item
from tuki.setup.toml_writing import bare_or_quoted, written
from tuki.tickets.queries.workflow import workflows
from tuki.tickets.workflow import StatusDefinition, TransitionDefinition, WorkflowDefinition
from tuki.tickets.workflow.built_in import DEFAULT
from tuki.tickets.workflow.definition import ROLES, STAGES

NEEDS = {"resolution": "needs_resolution", "approval": "needs_approval", "children": "needs_closed_children"}


def read_workflow(item: Item, before: WorkflowDefinition | None) -> WorkflowDefinition:
    """What a `[workflow.CODE]` says; keys that it lacks stay as they were. Refuses `invalid` with the key."""
    values: dict[str, Any] = {role: getattr(before, role, "") for role in ROLES}
    values |= {"name": "", "kinds": [], "close_after_days": None, "statuses": [], "transitions": []}
    if before is not None:
        values |= {name: getattr(before, name) for name in values}
    values |= {key: item.values[key] for key in ("name", "kinds", "close_after_days", *ROLES) if key in item.values}
    if "statuses" in item.values:
        values["statuses"] = [_status(code, each) for code, each in item.values["statuses"].items()]
    if "transitions" in item.values:
        values["transitions"] = list(_transitions(item.values["transitions"]))
    return WorkflowDefinition(**values)


def names_in(value: Mapping[str, Any], field: str) -> dict[str, str]:
    """Names by language; refuses `invalid` when one is no text."""
    if not all(isinstance(name, str) for name in value.values()):
        raise Invalid("invalid", field=field)
    return dict(value)


def kind_tables() -> Iterator[str]:
    """The kinds that are not as they are built in."""
    for each in kinds_now().kinds:
        if each.names or not each.is_active or each.code not in BUILTIN_KINDS:
            table = {"names": each.names or None, "active": each.is_active}
            yield written(f"kind.{bare_or_quoted(each.code)}", table, form="coded")


def workflow_tables() -> Iterator[str]:
    """The workflows that are in use, but for the built-in one as it is."""
    for each in workflows().values():
        if not each.is_retired and each.definition != DEFAULT:
            yield written(f"workflow.{bare_or_quoted(each.code)}", _table(each.definition), form="coded")


def _table(says: WorkflowDefinition) -> dict[str, Any]:
    transitions: dict[str, list[str]] = {}
    for each in says.transitions:
        needs = ", ".join(word for word, name in NEEDS.items() if getattr(each, name))
        transitions.setdefault(each.source, []).append(f"{each.target}: {needs}" if needs else each.target)
    return {
        "name": says.name,
        "kinds": says.kinds or None,
        **{role: getattr(says, role) for role in ROLES if getattr(says, role)},
        "close_after_days": says.close_after_days,
        "statuses": {each.code: {"stage": each.stage, **each.names} for each in says.statuses},
        "transitions": transitions,
    }


def _status(code: str, value: Any) -> StatusDefinition:
    if not isinstance(value, Mapping) or value.get("stage") not in STAGES:
        raise Invalid("invalid", field="statuses")
    names = names_in({key: name for key, name in value.items() if key != "stage"}, "statuses")
    return StatusDefinition(code=code, stage=value["stage"], names=names)


def _transitions(value: Mapping[str, Any]) -> Iterator[TransitionDefinition]:
    for source, targets in value.items():
        if not isinstance(targets, list) or not all(isinstance(each, str) for each in targets):
            raise Invalid("invalid", field="transitions")
        for each in targets:
            target, _colon, said = each.partition(":")
            needs = {word.strip() for word in said.split(",") if word.strip()}
            if not needs <= NEEDS.keys():
                raise Invalid("invalid", field="transitions")
            conditions = {name: word in needs for word, name in NEEDS.items()}
            yield TransitionDefinition(source=source, target=target.strip(), **conditions)
