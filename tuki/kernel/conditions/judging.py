"""Whether a condition holds for a thing's facts, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tuki.kernel.conditions.language import AllOf, AnyOf, Comparison, Condition, Not


class Judged(msgspec.Struct, frozen=True):
    """A condition with its verdict. A single test keeps what was found; the others keep their parts."""

    condition: Condition
    holds: bool
    found: Any = None
    parts: tuple[Judged, ...] = ()


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether it holds; stops at the first part that decides. A fact that is missing counts as empty."""
    match condition:
        case Comparison(fact, op, value):
            return _OPERATORS[op](facts.get(fact), value)
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)


def judge(condition: Condition, facts: Mapping[str, Any]) -> Judged:
    """The verdict with all parts judged, for the page that says why."""
    match condition:
        case Comparison(fact):
            return Judged(condition, holds(condition, facts), facts.get(fact))
        case AllOf(parts):
            judged = tuple(judge(part, facts) for part in parts)
            return Judged(condition, all(each.holds for each in judged), parts=judged)
        case AnyOf(parts):
            judged = tuple(judge(part, facts) for part in parts)
            return Judged(condition, any(each.holds for each in judged), parts=judged)
        case Not(part):
            inner = judge(part, facts)
            return Judged(condition, not inner.holds, parts=(inner,))


def folded(text: str) -> str:
    """As texts are compared: without regard to case, width and the way accents are written (NFKC, case folded)."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _text(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def compare(found: Any, values: Any) -> bool:
        text = folded(found or "")
        return any(test(text, folded(value)) for value in values)

    return compare


def _is(found: Any, values: Any) -> bool:
    if isinstance(found, str):
        return folded(found) in {folded(value) if isinstance(value, str) else value for value in values}
    return found in values


def _words(found: Any) -> set[str]:
    return {folded(each) if isinstance(each, str) else each for each in found or ()}


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "is_not": lambda found, values: not _is(found, values),
    "is_empty": lambda found, _value: found in (None, "") or (hasattr(found, "__len__") and len(found) == 0),
    "is_given": lambda found, value: not _OPERATORS["is_empty"](found, value),
    "is_true": lambda found, _value: bool(found),
    "is_false": lambda found, _value: not found,
    "has": lambda found, values: not _words(found).isdisjoint(_words(values)),
    "has_all": lambda found, values: _words(values) <= _words(found),
    "has_none": lambda found, values: _words(found).isdisjoint(_words(values)),
    "contains": _text(lambda text, value: value in text),
    "contains_not": lambda found, values: not _OPERATORS["contains"](found, values),
    "begins": _text(str.startswith),
    "ends": _text(str.endswith),
    "at_least": lambda found, value: found is not None and found >= value,
    "at_most": lambda found, value: found is not None and found <= value,
    "less_than": lambda found, value: found is not None and found < value,
}
