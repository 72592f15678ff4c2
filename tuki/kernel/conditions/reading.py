"""A condition from its JSON form, with every mistake named by its place, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuki.kernel.conditions.declaring import OPERATORS, Fact, FactType
from tuki.kernel.conditions.language import AllOf, AnyOf, Comparison, Condition, Not
from tuki.kernel.refusals import Invalid

DEEPEST = 8
MOST_TESTS = 200
LONGEST_TEXT = 500


def read_condition(raw: Any, facts: Mapping[str, Fact], *, place: str = "conditions") -> Condition:
    """The condition that `raw` (as JSON gives it) describes; nothing at all is one that always holds.

    Refuses by place (`conditions.all[1].value`): `condition_shape`, `condition_too_large`, `unknown_fact`,
    `unknown_operator`, `condition_value`.
    """
    if raw in (None, {}, []):
        return AllOf()
    count = [0]
    return _read(raw, facts, place, 1, count)


def written(condition: Condition) -> dict[str, Any]:
    """The JSON form again; `read_condition` gives an equal condition."""
    match condition:
        case Comparison(fact, op, value):
            return {"fact": fact, "op": op} if value is None else {"fact": fact, "op": op, "value": _plain(value)}
        case AllOf(parts):
            return {"all": [written(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [written(part) for part in parts]}
        case Not(part):
            return {"not": written(part)}


def _read(raw: Any, facts: Mapping[str, Fact], place: str, depth: int, count: list[int]) -> Condition:
    count[0] += 1
    if depth > DEEPEST or count[0] > MOST_TESTS:
        raise Invalid("condition_too_large", field=place)
    if not isinstance(raw, dict):
        raise Invalid("condition_shape", field=place)
    if set(raw) == {"not"}:
        return Not(_read(raw["not"], facts, f"{place}.not", depth + 1, count))
    for name, kind in (("all", AllOf), ("any", AnyOf)):
        if set(raw) == {name} and isinstance(raw[name], list) and (raw[name] or name == "all"):
            parts = enumerate(raw[name])
            return kind(
                tuple(_read(part, facts, f"{place}.{name}[{index}]", depth + 1, count) for index, part in parts)
            )
    if not {"fact", "op"} <= set(raw) <= {"fact", "op", "value"}:
        raise Invalid("condition_shape", field=place)
    return _test(raw, facts, place)


def _test(raw: dict[str, Any], facts: Mapping[str, Fact], place: str) -> Comparison:
    fact = facts.get(raw["fact"]) if isinstance(raw["fact"], str) else None
    if fact is None:
        raise Invalid("unknown_fact", field=f"{place}.fact", name=str(raw["fact"])[:60])
    takes = OPERATORS[fact.type].get(raw["op"]) if isinstance(raw["op"], str) else None
    if takes is None:
        raise Invalid("unknown_operator", field=f"{place}.op", name=str(raw["op"])[:60])
    value = raw.get("value")
    if takes == "none":
        if value not in (None, ""):
            raise Invalid("condition_value", field=f"{place}.value")
        return Comparison(fact.code, raw["op"])
    return Comparison(fact.code, raw["op"], _value(value, fact, takes, f"{place}.value"))


def _value(value: Any, fact: Fact, takes: str, place: str) -> Any:
    if takes == "one":
        if not _fits(value, fact.type):
            raise Invalid("condition_value", field=place)
        return value
    values = value if isinstance(value, list | tuple) else [value]
    if not values or len(values) > MOST_TESTS or not all(_fits(each, fact.type) for each in values):
        raise Invalid("condition_value", field=place)
    if fact.options is not None:
        known = {option.value for option in fact.options()}
        if any(each not in known for each in values):
            raise Invalid("condition_value", field=place)
    return tuple(values)


def _fits(value: Any, type_: FactType) -> bool:
    if type_ in (FactType.NUMBER, FactType.AGE):
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12
    if isinstance(value, str):
        return 0 < len(value.strip()) <= LONGEST_TEXT
    return type_ is not FactType.TEXT and isinstance(value, int) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
