"""The sum of a due time as people read it: what each stretch was, how long, how much had gone by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tuki.sla.worktime import Label, Part
from tuki.ui.formats import day_words, duration, working_time

SHOWN = 200
BAR = 1000.0
_CLOSED_SHARE = 0.4  # of the bar at most, for time that does not count is drawn short
_CLOSED_WIDTH = 24.0
_ONE_MINUTE = timedelta(minutes=1)  # what begins and ends within it is written with seconds
COUNTED = (Label.RUNNING, Label.PAUSED)


class SumRow(msgspec.Struct, frozen=True):
    """A stretch: where it stands in the bar (of 1000), and in words. `gone` is what had counted at its end."""

    label: str
    x: float
    width: float
    start: SafeString
    end: SafeString
    words: str
    length: str
    gone: str


class Sum(msgspec.Struct, frozen=True):
    """A whole sum. `more` stretches follow the shown ones."""

    rows: tuple[SumRow, ...]
    running: str
    paused: str
    more: int


def shown_sum(parts: Sequence[Part], zone: ZoneInfo) -> Sum:
    """The sum in the reader's language and the calendar's zone, for the macro `ui/time_sum.html`."""
    gone, at = timedelta(), 0.0
    rows: list[SumRow] = []
    for part, width in zip(parts, _widths(parts), strict=True):
        gone += part.end - part.start if part.label is Label.RUNNING else timedelta()
        if len(rows) < SHOWN:
            year = parts[0].start.year
            is_short = part.end - part.start < _ONE_MINUTE
            start, end = (
                moment_time(each, zone, with_year=each.year != year, with_seconds=is_short)
                for each in (part.start, part.end)
            )
            length = duration(part.end - part.start)
            rows.append(
                SumRow(part.label.value, at, width, start, end, part_words(part), length, working_time(_minutes(gone)))
            )
        at += width
    running, paused = (_total(parts, label) for label in COUNTED)
    words = working_time(_minutes(paused)) if paused else ""
    return Sum(tuple(rows), working_time(_minutes(running)), words, max(0, len(parts) - SHOWN))


def part_words(part: Part) -> str:
    """What a stretch was, in words."""
    if part.label is Label.PAUSED and part.reason:
        return _("paused: %(reason)s") % {"reason": part.reason}
    if part.label is Label.HOLIDAY and part.reason:
        return _("holiday: %(name)s") % {"name": part.reason}
    words = {
        Label.RUNNING: _("running"),
        Label.PAUSED: _("paused"),
        Label.OUTSIDE_HOURS: _("outside hours"),
        Label.HOLIDAY: _("holiday"),
        Label.EXCEPTION: _("closed by exception"),
    }
    return words[part.label]


def moment_words(at: datetime, zone: ZoneInfo, *, with_year: bool = True, with_seconds: bool = False) -> str:
    """Weekday, date and time on the clock of a zone; the offset only where it matters."""
    local = at.astimezone(zone)
    text = f"{day_words(local, 'yMMMEd' if with_year else 'MMMEd')} {local:{'%H:%M:%S' if with_seconds else '%H:%M'}}"
    is_repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} (UTC{local.isoformat()[-6:]})" if is_repeated else text


def moment_time(at: datetime, zone: ZoneInfo, *, with_year: bool = False, with_seconds: bool = False) -> SafeString:
    """The same as a `<time>` that says the very second to who asks for it."""
    words = moment_words(at, zone, with_year=with_year, with_seconds=with_seconds)
    exact = f"{moment_words(at, zone, with_seconds=True)} {at.astimezone(zone).tzname()}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, words)


def _minutes(span: timedelta) -> float:
    return span / timedelta(minutes=1)


def _total(parts: Sequence[Part], label: Label) -> timedelta:
    return sum((part.end - part.start for part in parts if part.label is label), timedelta())


def _widths(parts: Sequence[Part]) -> list[float]:
    """What counts is drawn to scale; what does not, short, so that nights do not crowd out the day."""
    closed = sum(1 for part in parts if part.label not in COUNTED)
    share = min(closed * _CLOSED_WIDTH, BAR * _CLOSED_SHARE)
    total = sum(((part.end - part.start).total_seconds() for part in parts if part.label in COUNTED), 0.0)
    scale = (BAR - share) / total if total else 0.0
    return [
        round((part.end - part.start).total_seconds() * scale if part.label in COUNTED else share / closed, 2)
        for part in parts
    ]
