"""Which arrows a diagram needs: statuses among which a ticket goes freely share one frame and their common arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tuki.tickets.workflow import TransitionDefinition, WorkflowDefinition

FRAME = "*"
LEAST_IN_FRAME = 3
Conditions = tuple[bool, bool, bool]
FREE: Conditions = (False, False, False)


class Arrow(msgspec.Struct, frozen=True):
    """From one box to another, `FRAME` for the frame; `is_own`: the workflow itself does it, nobody chooses it."""

    source: str
    target: str
    conditions: Conditions = FREE
    is_own: bool = False


def conditions_of(way: TransitionDefinition) -> Conditions:
    """What a transition needs: a resolution, an approval, closed children."""
    return way.needs_resolution, way.needs_approval, way.needs_closed_children


def framed(definition: WorkflowDefinition) -> list[str]:
    """The largest set of statuses each of which may follow each other freely; empty when that are fewer than three."""
    free = {(each.source, each.target) for each in definition.transitions if conditions_of(each) == FREE}
    codes = definition.codes
    mutual = {one: [other for other in codes if {(one, other), (other, one)} <= free] for one in codes}
    best: list[str] = []
    for first in codes:
        found = [first]
        for each in mutual[first]:
            if all(each in mutual[other] for other in found):
                found.append(each)
        best = max(best, found, key=len)
    return sorted(best, key=codes.index) if len(best) >= LEAST_IN_FRAME else []


def arrows(definition: WorkflowDefinition, frame: Sequence[str]) -> list[Arrow]:
    """All arrows, those of the frame once; what the workflow does by itself only where nobody can choose the same."""
    inside = set(frame)
    ways = {(each.source, each.target): conditions_of(each) for each in definition.transitions}
    for source, target in definition.own_moves():
        if source != target and (source, target) not in ways:
            ways[source, target] = FREE
    chosen = {(each.source, each.target) for each in definition.transitions}
    outside = [code for code in definition.codes if code not in inside]
    found = [
        Arrow(source, target, ways[source, target], (source, target) not in chosen)
        for source in outside
        for target in outside
        if (source, target) in ways
    ]
    for code in outside:
        found += _shared([(code, each) for each in frame], (code, FRAME), ways, chosen)
        found += _shared([(each, code) for each in frame], (FRAME, code), ways, chosen)
    return found


def _shared(
    pairs: Sequence[tuple[str, str]],
    together: tuple[str, str],
    ways: dict[tuple[str, str], Conditions],
    chosen: set[tuple[str, str]],
) -> Iterator[Arrow]:
    """One arrow when all of the frame have it on the same conditions, else one for each that has it."""
    given = [pair for pair in pairs if pair in ways]
    if given and len(given) == len(pairs) and len({ways[pair] for pair in given}) == 1:
        yield Arrow(*together, ways[given[0]], not chosen & set(given))
        return
    for pair in given:
        yield Arrow(*pair, ways[pair], pair not in chosen)
