"""A rule in one sentence, and the reasons of a firing in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tuki.automation.models import FiringState
from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.promises import RULE_FACTS
from tuki.automation.rules.triggers import TRIGGERS
from tuki.desk.automation.steps import step_words
from tuki.desk.conditions import condition_words
from tuki.desk.conditions.values import TYPED_BY_NAME, names_of_values, value_names
from tuki.desk.conditions.words import comparison_words
from tuki.kernel.conditions import ALWAYS, FactType

STATE_NAMES = {
    FiringState.DONE: gettext_lazy("done"),
    FiringState.HELD: gettext_lazy("stands by"),
    FiringState.REFUSED: gettext_lazy("refused"),
    FiringState.DROPPED: gettext_lazy("dropped"),
    FiringState.UNDONE: gettext_lazy("taken back"),
}
STATE_TONES = {"done": "track", "held": "soon", "refused": "late", "dropped": "paused", "undone": "paused"}
WHY_LEFT_OUT = {
    "no_address": gettext_lazy("nobody reads mail at the requester's address"),
    "machine": gettext_lazy("the last message came from a machine, and machines are not answered"),
    "enough_mails": gettext_lazy("the requester has had five mails from rules within a day"),
}


class Reason(NamedTuple):
    """One comparison: what was asked, what was found, and whether it held."""

    holds: bool
    asked: str
    found: str


def rule_words(rule: ReadyRule) -> str:
    """When …, if …: … – one sentence."""
    when = pgettext("condition", " or ").join(_small(str(TRIGGERS[each].label)) for each in rule.definition.triggers)
    then = "; ".join(_small(step_words(step.action, step.given)) for step in rule.steps)
    if rule.condition == ALWAYS:
        return _("When %(when)s: %(then)s.") % {"when": when, "then": then}
    words = {"when": when, "if": condition_words(rule.condition, RULE_FACTS), "then": then}
    return _("When %(when)s, if %(if)s: %(then)s.") % words


def trigger_words(code: str) -> str:
    """What happened, in words; the code itself for one that is no longer declared."""
    return str(TRIGGERS[code].label) if code in TRIGGERS else code


class Values:
    """Values of facts in words; the names of many are read once for a page."""

    def reasons(self, kept: Sequence[Mapping[str, Any]]) -> list[Reason]:
        """The reasons that a firing keeps, each in words."""
        return [self._reason(each) for each in kept]

    def said(self, code: str, value: Any) -> str:
        """A value of a fact, or several, as a reader knows them."""
        fact = RULE_FACTS.get(code)
        if fact is not None and fact.type is FactType.FLAG:
            return _("yes") if value else _("no")
        return ", ".join(self._several(code, value)) or _("nothing")

    def _several(self, code: str, value: Any) -> list[str]:
        values = sorted(value, key=str) if isinstance(value, list | tuple | set | frozenset) else [value]
        return [self._one(code, each) for each in values if each not in (None, "")]

    def _reason(self, kept: Mapping[str, Any]) -> Reason:
        fact = RULE_FACTS.get(kept["fact"])
        label = str(fact.label) if fact else kept["fact"]
        asked = comparison_words(kept["op"], label, self._several(kept["fact"], kept.get("value")))
        return Reason(bool(kept["holds"]), asked, self.said(kept["fact"], kept.get("found")))

    def _one(self, code: str, value: Any) -> str:
        if code in TYPED_BY_NAME:
            return self._named(code, value)
        return str(self._names(code).get(value, value))

    @cached_property
    def _names(self) -> Any:
        return cache(lambda code: value_names(RULE_FACTS[code]) if code in RULE_FACTS else {})

    @cached_property
    def _named(self) -> Any:
        return cache(lambda code, value: str(names_of_values(code, [value]).get(value, value)))


def _small(words: str) -> str:
    """With a small first letter, as within a sentence; abbreviations stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
