"""What rules may ask of promises: how each clock of a ticket stands, and how much working time it has left.

Clocks are folded from the ticket's events, as everywhere, and only for rules that ask for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.kernel.conditions import Comparison, Condition, Fact, FactType, Option, comparisons_in
from tuki.kernel.log import Recorded
from tuki.sla.clocks.folding import Asking, clocks
from tuki.sla.clocks.keeping import lines
from tuki.sla.clocks.states import ClockState, State
from tuki.sla.clocks.wording import TARGET_NAMES
from tuki.sla.policies.book import Books
from tuki.sla.policies.definition import TARGETS
from tuki.sla.worktime import WorktimeError
from tuki.tickets.facts import FACTS, Known, facts_of

Clocks = Mapping[str, ClockState]
LATE, BREACHED = "late", "is_breached"
BROKEN = frozenset({LATE, State.MISSED.value})
_MINUTE = timedelta(minutes=1)
_LONGEST_KEY = 60
_STATES = {
    State.RUNNING.value: pgettext_lazy("clock", "running"),
    State.PAUSED.value: pgettext_lazy("clock", "paused"),
    LATE: pgettext_lazy("clock", "late"),
    State.MET.value: pgettext_lazy("clock", "met"),
    State.MISSED.value: pgettext_lazy("clock", "missed"),
}


def _states() -> list[Option]:
    return [Option(code, str(name)) for code, name in _STATES.items()]


def _facts_of(target: str) -> tuple[Fact, Fact]:
    name = TARGET_NAMES[target]
    return (
        Fact(f"{target}_state", format_lazy(_("{promise}: how it stands"), promise=name), FactType.CHOICE, _states),
        Fact(f"{target}_left", format_lazy(_("{promise}: working minutes left"), promise=name), FactType.NUMBER),
    )


_TARGETS = {fact.code: target for target in TARGETS for fact in _facts_of(target)}
PROMISE_FACTS: Mapping[str, Fact] = MappingProxyType(
    {fact.code: fact for target in TARGETS for fact in _facts_of(target)}
    | {BREACHED: Fact(BREACHED, _("A promise is broken"), FactType.FLAG)}
)
RULE_FACTS: Mapping[str, Fact] = MappingProxyType({**FACTS, **PROMISE_FACTS})


def asks_promises(condition: Condition) -> bool:
    """Whether a condition cannot be judged without the ticket's clocks."""
    return any(each.fact in PROMISE_FACTS for each in comparisons_in(condition))


def clocks_by_target(entries: Sequence[Recorded], known: Known, books: Books, *, now: datetime) -> Clocks:
    """Of each promise the clock that goes on, else the last one that stopped, as it is at `now`; by target."""
    asking = Asking(lambda ticket: facts_of(ticket, known, now=now), lines())
    found: dict[str, ClockState] = {}
    for each in clocks(entries, books, asking, now=now):
        if each.target not in TARGETS or each.state is State.DROPPED:
            continue
        before = found.get(each.target)
        if before is None or (each.is_going, each.round) > (before.is_going, before.round):
            found[each.target] = each
    return found


def promise_facts(by_target: Clocks) -> dict[str, Any]:
    """Every fact of promises: None where nothing is promised. Working minutes that are left are whole ones, below zero
    when it is late, and None once a clock has stopped."""
    facts: dict[str, Any] = dict.fromkeys(PROMISE_FACTS)
    facts[BREACHED] = any(each.is_breached for each in by_target.values())
    for target, each in by_target.items():
        facts[f"{target}_state"] = LATE if each.is_going and each.is_breached else each.state.value
        facts[f"{target}_left"] = each.left // _MINUTE if each.is_going else None
    return facts


def promise_moments(condition: Condition, by_target: Clocks) -> Iterator[datetime]:
    """The moments from those of the clocks (`as_of`) on at which time alone changes what the condition finds."""
    for test in comparisons_in(condition):
        for target in _targets(test):
            each = by_target.get(target)
            if each is not None and each.state is State.RUNNING:
                yield from _moments(test, each)


def promise_key(condition: Condition, by_target: Clocks) -> str:
    """Names the clocks for which the condition asks, so that a rule fires once for each; a pause makes no new one."""
    asked = sorted({target for test in comparisons_in(condition) for target in _targets(test)})
    names = [
        f"{target}.{each.round}.{each.minutes}.{int(each.started_at.timestamp())}"
        for target in asked
        if (each := by_target.get(target))
    ]
    key = ",".join(names)
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()[:40]


def _targets(test: Comparison) -> Sequence[str]:
    if test.fact == BREACHED:
        return TARGETS
    return [_TARGETS[test.fact]] if test.fact in _TARGETS else []


def _moments(test: Comparison, clock: ClockState) -> Iterator[datetime]:
    """When the number of minutes is reached and when it is gone; otherwise when the promise is due."""
    left = test.value if test.fact.endswith("_left") and test.value is not None else 0
    for each in left if isinstance(left, tuple) else (left,):
        for minutes in (each, each - 1):
            used = (clock.minutes - minutes) * _MINUTE
            if used >= clock.used:
                try:
                    yield clock.calendar.add(clock.started_at, used, clock.pauses)
                except WorktimeError:
                    continue
