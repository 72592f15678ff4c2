"""Conditions as sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from tuki.desk.conditions.values import shown_values, value_names
from tuki.kernel.conditions import AllOf, AnyOf, Comparison, Condition, Fact, FactType, Not
from tuki.ui.formats import duration

_WORDS = {
    "is": pgettext_lazy("condition", "is"),
    "is_not": pgettext_lazy("condition", "is not"),
    "is_empty": pgettext_lazy("condition", "is empty"),
    "is_given": pgettext_lazy("condition", "is given"),
    "has": pgettext_lazy("condition", "has one of"),
    "has_all": pgettext_lazy("condition", "has all of"),
    "has_none": pgettext_lazy("condition", "has none of"),
    "contains": pgettext_lazy("condition", "contains"),
    "contains_not": pgettext_lazy("condition", "does not contain"),
    "begins": pgettext_lazy("condition", "begins with"),
    "ends": pgettext_lazy("condition", "ends with"),
    "at_least": pgettext_lazy("condition", "is at least"),
    "at_most": pgettext_lazy("condition", "is at most"),
    "less_than": pgettext_lazy("condition", "is less than"),
    "is_true": pgettext_lazy("condition", "yes"),
    "is_false": pgettext_lazy("condition", "no"),
}


def operator_words(_type: FactType, op: str) -> str:
    """How an operator is called."""
    return str(_WORDS[op])


def condition_words(condition: Condition, facts: Mapping[str, Fact]) -> str:
    """One sentence without a full stop: “Kind is Incident or Complaint, and Organisation is Acme”."""
    if isinstance(condition, AllOf) and not condition.parts:
        return _("every ticket")
    return _said(condition, facts, is_inner=False)


def _said(condition: Condition, facts: Mapping[str, Fact], *, is_inner: bool) -> str:
    if isinstance(condition, Comparison):
        return _test(condition, facts.get(condition.fact))
    if isinstance(condition, Not):
        return pgettext("condition", "not (%(part)s)") % {"part": _said(condition.part, facts, is_inner=False)}
    parts = [_said(each, facts, is_inner=True) for each in condition.parts]
    joint = pgettext("condition", ", and ") if isinstance(condition, AllOf) else pgettext("condition", ", or ")
    words = joint.join(parts)
    return f"({words})" if is_inner and len(parts) > 1 and isinstance(condition, AnyOf | AllOf) else words


def _test(test: Comparison, fact: Fact | None) -> str:
    if fact is None:
        return f"{test.fact} {test.op}"
    words = f"{fact.label} {operator_words(fact.type, test.op)}"
    if test.value is None:
        return words
    return f"{words} {_alternatives(fact, test.value)}{_in_hours(fact, test.value)}"


def _in_hours(fact: Fact, value: Any) -> str:
    """An age from one hour on as people say it: “2880 (2 d 0 h)”."""
    return f" ({duration(value)})" if fact.type is FactType.AGE and value >= 60 else ""


def _alternatives(fact: Fact, value: Any) -> str:
    names = value_names(fact)
    values = list(value) if isinstance(value, list | tuple) else [value]
    shown = [str(names.get(each, text)) for each, text in zip(values, shown_values(fact, values), strict=True)]
    return pgettext("condition", " or ").join(shown)
