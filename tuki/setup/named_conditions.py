"""Conditions in files: departments, organisations, tiers and the like by name, where the desk keeps ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tuki.kernel.conditions import FactType
from tuki.kernel.refusals import Invalid
from tuki.people.addresses import normal_address
from tuki.people.models import Organisation, Person, PersonAddress
from tuki.tickets.facts import FACTS

_PEOPLE = frozenset({"requester", "assignee"})
_BY_ID = (FactType.CHOICE, FactType.SET)


def with_names(conditions: Any) -> Any:
    """The JSON form of a condition with names instead of ids."""
    return _each(conditions, lambda fact, value: names_of(fact).get(value, value))


def with_ids(conditions: Any) -> Any:
    """The same with ids again. Refuses `condition_value` for a name that the desk does not know."""
    return _each(conditions, _id_of)


def names_of(fact: str) -> Mapping[Any, str]:
    """Id → name of what a fact may be, where it is kept by id; one query."""
    if fact == "organisation":
        return dict(Organisation.objects.values_list("id", "name"))
    if fact in _PEOPLE:
        return dict(Person.objects.exclude(email="").values_list("id", "email"))
    declared = FACTS.get(fact)
    if declared is None or declared.type not in _BY_ID or declared.options is None:
        return {}
    return {option.value: option.label for option in declared.options() if isinstance(option.value, int)}


def _each(part: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(part, list):
        return [_each(each, change) for each in part]
    if not isinstance(part, dict):
        return part
    if "fact" in part:
        value = part.get("value")
        if isinstance(value, list):
            return {**part, "value": [change(part["fact"], each) for each in value]}
        return part if value is None else {**part, "value": change(part["fact"], value)}
    return {key: _each(each, change) for key, each in part.items()}


def _id_of(fact: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if fact in _PEOPLE:
        found = PersonAddress.objects.filter(normal=normal_address(value)).values_list("person_id", flat=True).first()
        known = {value: found} if found is not None else {}
    else:
        known = {name: id_ for id_, name in names_of(fact).items()}
        if not known:
            return value
    if value not in known:
        raise Invalid("condition_value", field="conditions")
    return known[value]
