"""The numbers of a rehearsal as bars, each with the query that shows the tickets behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from tuki.automation.rehearsed import Load, RehearsalOutcome
from tuki.automation.rules.promises import RULE_FACTS
from tuki.desk.rehearsals.words import VERDICT_NAMES
from tuki.sla.clocks.wording import TARGET_NAMES

WIDTH = 100
MOST_BARS = 12
LOAD_TITLES = ("department", "team", "assignee")


class Side(NamedTuple):
    """One bar: its number, its share of the longest (0 to 100), and the query of its tickets. `split` are the lengths
    of kept and broken promises; without `is_promised` there were none at all."""

    number: int
    width: float
    query: str
    kept: float = 0.0
    is_promised: bool = True


class Bar(NamedTuple):
    """Before and after, one below the other."""

    label: str
    before: Side
    after: Side


class Bars(NamedTuple):
    """Several of them under a title; `more` are left out."""

    title: str
    rows: Sequence[Bar]
    more: int = 0


class Numbers(NamedTuple):
    """Everything that is drawn."""

    loads: Sequence[Bars]
    promises: Sequence[Bar]
    teams: Bars
    changed: Sequence[tuple[str, int, str]]
    verdicts: Sequence[tuple[str, str, int, str]]


def numbers_of(outcome: RehearsalOutcome) -> Numbers:
    """The outcome, ready to be drawn."""
    by_fact = {fact: [load for load in outcome.loads if load.fact == fact] for fact in LOAD_TITLES}
    changed = [
        (str(RULE_FACTS[code].label), number, f"?mark=changed:{code}#tickets")
        for code, number in sorted(outcome.changed.items(), key=lambda each: -each[1])
        if code in RULE_FACTS
    ]
    verdicts = [
        (
            str(VERDICT_NAMES[each.before]),
            str(VERDICT_NAMES[each.after]),
            each.tickets,
            f"?was={each.before}&would={each.after}#tickets",
        )
        for each in outcome.verdicts
        if each.before != each.after
    ]
    return Numbers(
        loads=[_loads(str(RULE_FACTS[fact].label), fact, loads) for fact, loads in by_fact.items() if loads],
        promises=list(_promises(outcome)),
        teams=_loads(_("Tickets with a broken promise, by team"), "team_missed", outcome.missed_by_team),
        changed=changed,
        verdicts=verdicts,
    )


def _loads(title: str, prefix: str, loads: Sequence[Load]) -> Bars:
    longest = max((max(load.before, load.after) for load in loads), default=1) or 1
    rows = [_bar(prefix, load, longest) for load in loads[:MOST_BARS]]
    return Bars(title, rows, max(0, len(loads) - MOST_BARS))


def _bar(prefix: str, load: Load, longest: int) -> Bar:
    label = load.name or {"assignee": _("nobody"), "team": _("No team")}.get(load.fact, _("none"))
    before, after = (
        Side(number, round(WIDTH * number / longest, 1), f"?mark={prefix}:{load.id}:{side}#tickets")
        for side, number in (("before", load.before), ("after", load.after))
    )
    return Bar(label, before, after)


def _promises(outcome: RehearsalOutcome) -> Iterator[Bar]:
    """Of each target how many promises were broken, and would have been, of all that have ended."""
    for each in outcome.promises:
        sides = [
            _judged(each.target, name, counts) for name, counts in (("before", each.before), ("after", each.after))
        ]
        yield Bar(str(TARGET_NAMES[each.target]), *sides)


def _judged(target: str, side: str, counts: dict[str, int]) -> Side:
    missed, met = counts.get("missed", 0), counts.get("met", 0)
    ended = missed + met or 1
    query = f"?mark={target}:missed:{side}#tickets"
    return Side(missed, round(WIDTH * missed / ended, 1), query, round(WIDTH * met / ended, 1), bool(counts))
