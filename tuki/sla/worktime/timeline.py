"""Open hours as spans of real time, kept in blocks of 32 days with running totals, so that adding is a look-up.

A moment is open when the clock on the wall of the zone shows a time inside the hours of the date that it shows. So a
skipped hour never counts, a repeated hour counts as often as it is shown, and nothing needs a rule of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tuki.sla.worktime.errors import WorktimeError
from tuki.sla.worktime.hours import Hours
from tuki.sla.worktime.moments import DAY, EARLIEST, LATEST, MICRO

BLOCK_DAYS = 32
BLOCK = BLOCK_DAYS * DAY
SEARCH_BLOCKS = 50 * 366 // BLOCK_DAYS  # nothing is sought further than fifty years away
_PROBE_SECONDS = 6 * 3600  # no zone ever changed its clocks twice within six hours
_FIRST_ORDINAL = date(1970, 1, 1).toordinal()
_FIRST_BLOCK, _LAST_BLOCK = EARLIEST // BLOCK, LATEST // BLOCK

Span = tuple[int, int]


class Block:
    """The open spans of 32 days of UTC; `before[i]` is the open time of the block ahead of span `i`."""

    __slots__ = ("before", "ends", "starts", "total")

    def __init__(self, spans: list[Span]) -> None:
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.before: list[int] = []
        self.total = 0
        for start, end in spans:
            self.before.append(self.total)
            self.total += end - start

    def open_until(self, at: int) -> int:
        """The open time from the beginning of the block to `at`."""
        i = bisect_right(self.starts, at) - 1
        return self.before[i] + min(at, self.ends[i]) - self.starts[i] if i >= 0 else 0

    def first_with(self, open_time: int) -> int:
        """The earliest moment by which so much open time has gone (more than none, at most the total)."""
        i = bisect_left(self.before, open_time) - 1
        return self.starts[i] + open_time - self.before[i]

    def last_with(self, open_time: int) -> int:
        """The latest moment by which no more open time than this has gone (less than the total)."""
        i = bisect_right(self.before, open_time) - 1
        return self.starts[i] + open_time - self.before[i]


class Timeline:
    """The open time of a calendar. Blocks are made when they are first needed, and kept."""

    __slots__ = ("_blocks", "_hours_on", "_zone")

    def __init__(self, zone: ZoneInfo, hours_on: Callable[[date], Hours]) -> None:
        self._zone, self._hours_on = zone, hours_on
        self._blocks: dict[int, Block] = {}

    def forward(self, start: int, open_time: int) -> int:
        """The earliest moment from `start` on by which `open_time` has gone. Refuses too_far."""
        if open_time == 0:
            return start
        first = start // BLOCK
        left = open_time + self._block(first).open_until(start)
        for number in range(first, min(first + SEARCH_BLOCKS, _LAST_BLOCK)):
            block = self._block(number)
            if left <= block.total:
                return block.first_with(left)
            left -= block.total
        raise WorktimeError("too_far", field="minutes")

    def backward(self, end: int, open_time: int) -> int:
        """The latest moment before `end` from which `open_time` goes by until `end`. Refuses too_far."""
        if open_time == 0:
            return end
        last = end // BLOCK
        left = self._block(last).open_until(end) - open_time
        for number in range(last - 1, max(last - SEARCH_BLOCKS, _FIRST_BLOCK - 1) - 1, -1):
            if left >= 0:
                return self._block(number + 1).last_with(left)
            left += self._block(number).total
        raise WorktimeError("too_far", field="minutes")

    def between(self, start: int, end: int) -> int:
        """The open time from `start` to `end`, which is not before it."""
        first, last = start // BLOCK, end // BLOCK
        whole = sum(self._block(number).total for number in range(first, last))
        return whole + self._block(last).open_until(end) - self._block(first).open_until(start)

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The open spans from `start` to `end` in order, cut at both; each as long as it goes."""
        held: Span | None = None
        for number in range(start // BLOCK, -(-end // BLOCK)):
            block = self._block(number)
            for open_at, close_at in zip(block.starts, block.ends, strict=True):
                open_at, close_at = max(open_at, start), min(close_at, end)
                if open_at >= close_at:
                    continue
                if held and held[1] == open_at:
                    held = (held[0], close_at)
                    continue
                if held:
                    yield held
                held = (open_at, close_at)
        if held:
            yield held

    def closing(self, opened: int) -> int | None:
        """When the open span ends that `opened` lies in; None when it goes on for fifty years."""
        horizon = min(LATEST, opened + SEARCH_BLOCKS * BLOCK)
        _start, end = next(self.spans(opened, horizon))
        return None if end == horizon else end

    def _block(self, number: int) -> Block:
        found = self._blocks.get(number)
        if found is None:
            found = self._blocks[number] = Block(self._expanded(number * BLOCK, (number + 1) * BLOCK))
        return found

    def _expanded(self, start: int, end: int) -> list[Span]:
        """The open spans between two moments: per stretch of one offset, the hours of each date that it shows."""
        spans: list[Span] = []
        for begins, ends, offset in _stretches(self._zone, start, end):
            for day in range((begins + offset) // DAY, (ends + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                for open_minute, close_minute in self._hours_on(date.fromordinal(_FIRST_ORDINAL + day)):
                    open_at = max(begins, midnight + open_minute * 60 * MICRO)
                    close_at = min(ends, midnight + close_minute * 60 * MICRO)
                    if open_at < close_at:
                        _join(spans, open_at, close_at)
        return spans


def _join(spans: list[Span], start: int, end: int) -> None:
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))


def _stretches(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Between two moments: from, to, and the offset that holds there; all in microseconds."""
    begins, offset = start // MICRO, _offset(zone, start // MICRO)
    for probe in range(start // MICRO + _PROBE_SECONDS, end // MICRO + 1, _PROBE_SECONDS):
        later = _offset(zone, probe)
        if later != offset:
            change = _change(zone, probe - _PROBE_SECONDS, probe)
            yield begins * MICRO, change * MICRO, offset * MICRO
            begins, offset = change, later
    if begins * MICRO < end:
        yield begins * MICRO, end, offset * MICRO


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The second at which the offset becomes what it is at `high`."""
    new = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, middle) == new else (middle, high)
    return high


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset() or timedelta()
    return offset.days * 86_400 + offset.seconds
