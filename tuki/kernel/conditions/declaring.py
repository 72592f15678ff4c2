"""Facts: what may be asked of a thing, of which type, with which values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise


class FactType(StrEnum):
    """What sort of value a fact has; each sort has its own operators.

    CHOICE: one of several, or nothing. SET: several words. TEXT: what somebody wrote. NUMBER: an amount.
    FLAG: yes or no. AGE: minutes since a moment, or nothing when there was none.
    """

    CHOICE = "choice"
    SET = "set"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    AGE = "age"


class Option(NamedTuple):
    """A value that may be chosen, and what people call it."""

    value: Any
    label: str


class Fact(NamedTuple):
    """A declared fact. `options` gives the choices at asking time; None when any value of the type will do."""

    code: str
    label: str | Promise
    type: FactType
    options: Callable[[], Sequence[Option]] | None = None


# Operators by type, and whether one takes a list of alternatives, a single value or none.
OPERATORS: dict[FactType, dict[str, str]] = {
    FactType.CHOICE: {"is": "many", "is_not": "many", "is_empty": "none", "is_given": "none"},
    FactType.SET: {"has": "many", "has_all": "many", "has_none": "many", "is_empty": "none", "is_given": "none"},
    FactType.TEXT: {
        "contains": "many",
        "contains_not": "many",
        "is": "many",
        "begins": "many",
        "ends": "many",
        "is_empty": "none",
        "is_given": "none",
    },
    FactType.NUMBER: {"at_least": "one", "at_most": "one", "is": "many", "is_empty": "none", "is_given": "none"},
    FactType.FLAG: {"is_true": "none", "is_false": "none"},
    FactType.AGE: {"at_least": "one", "less_than": "one", "is_empty": "none", "is_given": "none"},
}
