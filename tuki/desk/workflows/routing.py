"""The ways of arrows: out of a side, through the gap between columns, over or below what lies between, into a side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from tuki.desk.workflows.arrows import Arrow
from tuki.desk.workflows.boxes import GAP, LANE, WIDTH, Box, column_x

CORNER, INSET, APART, MARK = 7.0, 20.0, 14.0, 17.0
Point = tuple[float, float]
Side = tuple[str, str]


class Way(Enum):
    """How an arrow runs: to the next column, over or below others, back to the one before, or within its columns."""

    NEXT, OVER, BELOW, BEFORE, WITHIN = range(5)


class Route(NamedTuple):
    """The path of an arrow for SVG, and a place on it near its end."""

    path: str
    mark_x: float
    mark_y: float


def top_lanes(found: Sequence[Arrow], columns: Mapping[str, tuple[int, int]]) -> int:
    """How many arrows run above all boxes."""
    return sum(_way(columns[each.source], columns[each.target]) is Way.OVER for each in found)


def routes(found: Sequence[Arrow], boxes: Mapping[str, Box], *, top: float, low: float) -> tuple[list[Route], float]:
    """The way of each arrow, from lanes that begin at `top` and, below, at `low`; and where the lowest lane runs."""
    ways = [_way(_reach(boxes[each.source]), _reach(boxes[each.target])) for each in found]
    ports, gaps = _ports(found, ways, boxes), _Gaps(found, ways, boxes)
    over, below = top, low + LANE
    made = []
    for index, (each, way) in enumerate(zip(found, ways, strict=True)):
        source, target = boxes[each.source], boxes[each.target]
        if way is Way.WITHIN:
            points = _within(source, target, index, ports, gaps)
        else:
            begin, end = (source.right, target.x) if way in (Way.NEXT, Way.OVER) else (source.x, target.right)
            lane = over if way is Way.OVER else below
            points = _through((begin, ports[index, "out"]), (end, ports[index, "in"]), gaps.of(index), lane)
            over += LANE * (way is Way.OVER)
            below += LANE * (way is Way.BELOW)
        made.append(_route(points, MARK * (1 + index % 3)))
    return made, max(low, below - LANE)


class _Gaps:
    """Which gaps between columns an arrow runs through, each arrow at an own place."""

    def __init__(self, found: Sequence[Arrow], ways: Sequence[Way], boxes: Mapping[str, Box]) -> None:
        self._used: dict[int, list[int]] = {}
        users: dict[int, list[int]] = defaultdict(list)
        for index, (each, way) in enumerate(zip(found, ways, strict=True)):
            self._used[index] = list(_gaps(boxes[each.source], boxes[each.target], way))
            for gap in self._used[index]:
                users[gap].append(index)
        self._place = {(gap, index): (at, len(those)) for gap, those in users.items() for at, index in enumerate(those)}

    def of(self, index: int) -> list[float]:
        """Where the arrow runs in each of its gaps."""
        return [self._x(gap, index) for gap in self._used[index]]

    def _x(self, gap: int, index: int) -> float:
        at, count = self._place[gap, index]
        return column_x(gap) - GAP + INSET + (GAP - 2 * INSET) * (at + 1) / (count + 1)


def _way(source: tuple[int, int], target: tuple[int, int]) -> Way:
    if target[0] > source[1]:
        return Way.NEXT if target[0] == source[1] + 1 else Way.OVER
    if target[1] < source[0]:
        return Way.BEFORE if target[1] == source[0] - 1 else Way.BELOW
    return Way.WITHIN


def _reach(box: Box) -> tuple[int, int]:
    return box.column, box.last_column


def _gaps(source: Box, target: Box, way: Way) -> Iterator[int]:
    if way in (Way.NEXT, Way.OVER):
        yield source.last_column + 1
        if way is Way.OVER:
            yield target.column
    elif way is Way.WITHIN:
        yield max(source.last_column, target.last_column) + 1
    else:
        yield source.column
        if way is Way.BELOW:
            yield target.last_column + 1


def _ports(found: Sequence[Arrow], ways: Sequence[Way], boxes: Mapping[str, Box]) -> dict[tuple[int, str], float]:
    """At which height each arrow leaves and arrives: spread over the side in the order of what lies beyond."""
    sides: dict[Side, list[tuple[float, int, str]]] = defaultdict(list)
    for index, (each, way) in enumerate(zip(found, ways, strict=True)):
        source, target = boxes[each.source], boxes[each.target]
        forward = way in (Way.NEXT, Way.OVER, Way.WITHIN)
        beyond = {Way.OVER: -1e6, Way.BELOW: 1e6}
        sides[each.source, "right" if forward else "left"].append((beyond.get(way, target.middle), index, "out"))
        into = "right" if way is Way.WITHIN or not forward else "left"
        sides[each.target, into].append((beyond.get(way, source.middle), index, "in"))
    found_ports = {}
    for (code, _side), ends in sides.items():
        box = boxes[code]
        for at, (_beyond, index, end) in enumerate(sorted(ends)):
            found_ports[index, end] = box.y + box.height * (at + 1) / (len(ends) + 1)
    return found_ports


def _within(source: Box, target: Box, index: int, ports: Mapping[tuple[int, str], float], gaps: _Gaps) -> list[Point]:
    """Straight up or down to a neighbour, else around by the gap on the right."""
    narrow = source if source.width <= target.width else target
    distance = target.y - source.low if target.y > source.y else source.y - target.low
    if 0 < distance < source.height:
        x = narrow.x + WIDTH / 2 + (APART if target.y > source.y else -APART)
        return [(x, source.low), (x, target.y)] if target.y > source.y else [(x, source.y), (x, target.low)]
    (x,) = gaps.of(index)
    out, into = ports[index, "out"], ports[index, "in"]
    return [(source.right, out), (x, out), (x, into), (target.right, into)]


def _through(begin: Point, end: Point, gaps: Sequence[float], lane: float) -> list[Point]:
    if len(gaps) == 1:
        return [begin, (gaps[0], begin[1]), (gaps[0], end[1]), end]
    first, last = gaps
    return [begin, (first, begin[1]), (first, lane), (last, lane), (last, end[1]), end]


def _route(points: Sequence[Point], mark_before: float) -> Route:
    """A path with round corners, and where a mark stands so far before its end."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{near[0]:.1f} {near[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {far[0]:.1f} {far[1]:.1f}")
    parts.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    last, end = points[-2], points[-1]
    x, y = _towards(end, last, mark_before, most=0.9)
    return Route("".join(parts), x, y)


def _towards(start: Point, other: Point, by: float = CORNER, most: float = 0.5) -> Point:
    """A point on the way from `start` to `other`, at most so much of the way."""
    length = abs(other[0] - start[0]) + abs(other[1] - start[1])
    share = min(by / length, most) if length else 0
    return start[0] + (other[0] - start[0]) * share, start[1] + (other[1] - start[1]) * share
