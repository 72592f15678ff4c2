"""Rules as `desk.toml` says them: departments, teams, agents, categories and the like by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.utils import translation

from tuki.automation.actions import flat_steps, portable_steps, read_steps, written_steps
from tuki.automation.models import Rule
from tuki.automation.rules.definition import Example, RuleDefinition
from tuki.automation.rules.library import definition_of, ready
from tuki.kernel.refusals import Invalid
from tuki.people.queries import departments
from tuki.setup.named_conditions import with_ids, with_names
from tuki.setup.toml_writing import written

PLAIN = ("triggers", "most_tickets", "most_mails")
_FACTS = ("given", "then")


def rules() -> Iterator[str]:
    """Every rule that can be read, in their order; what is usual or empty is left out."""
    usual = RuleDefinition(name="", triggers=[])
    with translation.override("en"):
        for row in Rule.objects.filter(retired_at=None).order_by("position", "id"):
            said, read = definition_of(row), ready(row)
            if read is None:
                continue
            yield written(
                "rule",
                {
                    "name": said.name,
                    **{key: getattr(said, key) for key in PLAIN if getattr(said, key) != getattr(usual, key)},
                    "departments": _names(said.departments) or None,
                    "conditions": with_names(said.conditions) or None,
                    "steps": portable_steps(read.steps),
                    "examples": [_example(each) for each in said.examples] or None,
                    "last": said.is_last or None,
                    "active": row.switched_on_at is not None or None,
                },
            )


def definition_from(table: Mapping[str, Any], old: RuleDefinition) -> RuleDefinition:
    """What a rule says by a file; what the file does not say stays as it was.

    Refuses what `read_steps` and `with_ids` refuse; raises `msgspec.ValidationError` for what has no sense at all.
    """
    said: dict[str, Any] = {"name": table["name"]} | {key: table[key] for key in PLAIN if key in table}
    if "departments" in table:
        said["departments"] = _ids(table["departments"])
    if "conditions" in table:
        said["conditions"] = with_ids(table["conditions"])
    if "steps" in table:
        said["steps"] = written_steps(read_steps(flat_steps(table["steps"])))
    if "examples" in table:
        said["examples"] = [_read_example(each) for each in table["examples"]]
    if "last" in table:
        said["is_last"] = table["last"]
    return msgspec.convert(msgspec.to_builtins(old) | msgspec.to_builtins(said), RuleDefinition)


def _names(department_ids: list[int]) -> list[str]:
    return [row.name for row in departments().values() if row.id in department_ids]


def _ids(names: list[str]) -> list[int]:
    known = {row.name: row.id for row in departments().values()}
    for name in names:
        if name not in known:
            raise Invalid("unknown_department", field="departments", name=name)
    return sorted(known[name] for name in names)


def _example(example: Example) -> dict[str, Any]:
    said = {key: value for key, value in msgspec.to_builtins(example).items() if value not in ("", {}, None)}
    for key in _FACTS:
        if key in said:
            named = {code: _value(code, value, with_names) for code, value in said[key].items()}
            said[key] = {code: value for code, value in named.items() if value is not None}
    return {key: value for key, value in said.items() if (key, value) != ("fires", True)}


def _read_example(given: Mapping[str, Any]) -> Example:
    said = dict(given)
    for key in _FACTS:
        said[key] = {code: _value(code, value, with_ids) for code, value in said.get(key, {}).items()}
    return msgspec.convert(said, Example)


def _value(fact: str, value: Any, change: Any) -> Any:
    """A fact's value with names for ids, or the other way round."""
    return change({"fact": fact, "value": value}).get("value")
