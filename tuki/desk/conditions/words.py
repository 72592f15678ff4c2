"""Conditions as sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
# Whole tests, so that each language words them as its speakers do: “Тип — Инцидент”, “Tyyppi: Häiriö”.
_TESTS = {
    "is": pgettext_lazy("condition", "%(fact)s is %(value)s"),
    "is_not": pgettext_lazy("condition", "%(fact)s is not %(value)s"),
    "is_empty": pgettext_lazy("condition", "%(fact)s is empty"),
    "is_given": pgettext_lazy("condition", "%(fact)s is given"),
    "has": pgettext_lazy("condition", "%(fact)s: %(value)s"),
    "has_all": pgettext_lazy("condition", "%(fact)s: %(value)s"),
    "has_none": pgettext_lazy("condition", "%(fact)s: not %(value)s"),
    "contains": pgettext_lazy("condition", "%(fact)s contains %(value)s"),
    "contains_not": pgettext_lazy("condition", "%(fact)s does not contain %(value)s"),
    "begins": pgettext_lazy("condition", "%(fact)s begins with %(value)s"),
    "ends": pgettext_lazy("condition", "%(fact)s ends with %(value)s"),
    "at_least": pgettext_lazy("condition", "%(fact)s is at least %(value)s"),
    "at_most": pgettext_lazy("condition", "%(fact)s is at most %(value)s"),
    "less_than": pgettext_lazy("condition", "%(fact)s is less than %(value)s"),
    "is_true": pgettext_lazy("condition", "%(fact)s: yes"),
    "is_false": pgettext_lazy("condition", "%(fact)s: no"),
}
# What stands between several values, where it is not “or” of one that fits.
_JOINTS = {
    "has_all": pgettext_lazy("condition", " and "),
    "is_not": pgettext_lazy("condition, of values that it is not", " or "),
    "contains_not": pgettext_lazy("condition, of values that are not in it", " or "),
    "has_none": pgettext_lazy("condition, of values that are not in it", " or "),
}


def operator_words(_type: FactType, op: str) -> str:
    """How an operator is called."""
    return str(_WORDS[op])


def comparison_words(op: str, fact: str, values: Iterable[str]) -> str:
    """A test in words: what is asked, called `fact`, how, and of which values, in words too."""
    joint = str(_JOINTS.get(op) or pgettext("condition", " or "))
    return str(_TESTS[op]) % {"fact": fact, "value": joint.join(values)}


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
    return comparison_words(test.op, str(fact.label), _values(fact, test.value))


def _values(fact: Fact, value: Any) -> list[str]:
    """The values in words; an age from one hour on as people say it too: “2880 (2 d 0 h)”."""
    if value is None:
        return []
    names = value_names(fact)
    values = list(value) if isinstance(value, list | tuple) else [value]
    shown = [str(names.get(each, text)) for each, text in zip(values, shown_values(fact, values), strict=True)]
    if fact.type is FactType.AGE and value >= 60:
        return [f"{shown[0]} ({duration(value)})"]
    return shown
