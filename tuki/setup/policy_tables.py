"""Policies as `desk.toml` says them: calendars by name, no promise as 0, conditions by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tuki.kernel.refusals import Invalid
from tuki.setup.named_conditions import with_ids, with_names
from tuki.setup.toml_writing import written
from tuki.sla.models import Calendar, Policy
from tuki.sla.policies.definition import (
    TARGETS,
    AgreementDefinition,
    PolicyDefinition,
    StepDefinition,
    TargetDefinition,
)
from tuki.sla.policies.queries import said_by

LISTS = ("pause_stages", "pause_statuses", "restore_statuses")


def policies() -> Iterator[str]:
    """Every policy in its order; what is usual or empty is left out. Two queries, some more for conditions."""
    names = dict(Calendar.objects.values_list("id", "name"))
    usual = PolicyDefinition(name="")
    for row in Policy.objects.order_by("position", "id"):
        said = said_by(row)
        table: dict[str, Any] = {
            "name": said.name,
            "conditions": with_names(said.conditions) or None,
            "calendar": names.get(said.calendar_id or 0),
            "promises": {each.code: _promise(each, names) for each in said.targets} or None,
            "agreements": [_agreement(each, names) for each in said.agreements] or None,
            **{key: getattr(said, key) for key in LISTS if getattr(said, key) != getattr(usual, key)},
            "steps": [_without_defaults(each) for each in said.steps] or None,
            "active": None if said.is_active else False,
        }
        yield written("policy", table)


def definition_from(table: Mapping[str, Any], old: PolicyDefinition) -> PolicyDefinition:
    """What a policy says by a file; what the file does not say stays as it was.

    Refuses `unknown_calendar` and `condition_value`; raises `msgspec.ValidationError` for what has no sense at all.
    """
    said: dict[str, Any] = {"name": table["name"]}
    said |= {key: table[key] for key in LISTS if key in table}
    if "conditions" in table:
        said["conditions"] = with_ids(table["conditions"])
    if "calendar" in table:
        said["calendar_id"] = _calendar_id(table["calendar"])
    if "promises" in table:
        promises = table["promises"]
        said["targets"] = [_target(code, promises[code]) for code in TARGETS if code in promises]
    if "agreements" in table:
        said["agreements"] = [_read_agreement(each) for each in table["agreements"]]
    if "steps" in table:
        said["steps"] = [msgspec.convert(each, StepDefinition) for each in table["steps"]]
    return msgspec.structs.replace(old, **said)


def _promise(target: TargetDefinition, names: Mapping[int, str]) -> Any:
    minutes = [each or 0 for each in target.minutes]
    calendar = names.get(target.calendar_id or 0)
    return {"minutes": minutes, "calendar": calendar} if calendar else minutes


def _target(code: Any, given: Any) -> TargetDefinition:
    table = given if isinstance(given, dict) else {"minutes": given}
    return msgspec.convert(
        {"code": code, "minutes": _minutes(table["minutes"]), "calendar_id": _calendar_id(table.get("calendar", ""))},
        TargetDefinition,
    )


def _agreement(agreement: AgreementDefinition, names: Mapping[int, str]) -> dict[str, Any]:
    said = _without_defaults(agreement)
    said["minutes"] = [each or 0 for each in agreement.minutes]
    if calendar := names.get(said.pop("calendar_id", None) or 0):
        said["calendar"] = calendar
    return said


def _read_agreement(given: Mapping[str, Any]) -> AgreementDefinition:
    said = {key: value for key, value in given.items() if key not in ("calendar", "minutes")}
    calendar_id = _calendar_id(given.get("calendar", ""))
    return msgspec.convert(
        {**said, "minutes": _minutes(given.get("minutes", [])), "calendar_id": calendar_id}, AgreementDefinition
    )


def _minutes(given: Any) -> Any:
    return [each or None for each in given] if isinstance(given, list) else given


def _calendar_id(name: str) -> int | None:
    if not name:
        return None
    found = Calendar.objects.filter(name=name).values_list("id", flat=True).first()
    if found is None:
        raise Invalid("unknown_calendar", field="calendar", name=name)
    return found


def _without_defaults(said: msgspec.Struct) -> dict[str, Any]:
    """A structure without what is empty or usual."""
    return {key: value for key, value in msgspec.to_builtins(said).items() if value not in (None, "", [], 0)}
