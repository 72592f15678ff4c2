"""The form of a condition: tests of single facts, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec


class Comparison(msgspec.Struct, frozen=True):
    """One fact compared with a value: `op` is one of the fact type's operators."""

    fact: str
    op: str
    value: Any = None


class AllOf(msgspec.Struct, frozen=True):
    """Every part holds; with no part it always does."""

    parts: tuple[Condition, ...] = ()


class AnyOf(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: Condition


Condition = Comparison | AllOf | AnyOf | Not
ALWAYS = AllOf()


def comparisons_in(condition: Condition) -> Iterator[Comparison]:
    """Every single test, in order."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons_in(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons_in(part)
