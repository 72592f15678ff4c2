"""Rounds: when each promise begins and stops by what happened; what it amounts to is not asked here.

target          begins                            stops
first response  opening                           the desk's first own answer
next response   the requester writes again        the desk's next answer; completion drops it
update          opening, or the desk's last word  the desk's next word, or completion
resolve         opening                           completion; goes on when that does not hold
restore         as resolve                        as resolve, or the first status that counts as restored
line            a team gets the ticket            another one gets it, or completion
vendor          a status of the stage third_party another status
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from tuki.sla.clocks.course import Course, Standing
from tuki.sla.policies.definition import FIRST_RESPONSE, LINE, NEXT_RESPONSE, RESOLVE, RESTORE, UPDATE, VENDOR

Span = tuple[datetime, datetime | None]


class Round(NamedTuple):
    """One turn of a promise. `stop` is empty while it goes on; `is_dropped`: it stopped without being kept.

    `holds` are times in between that count for nobody. `team_id` and `status` say with whom an agreement is.
    """

    target: str
    number: int
    start: datetime
    stop: datetime | None = None
    is_dropped: bool = False
    holds: tuple[tuple[datetime, datetime], ...] = ()
    team_id: int | None = None
    status: str = ""


def rounds_of(course: Course) -> list[Round]:
    """Every round of every target, those that nobody promised included."""
    holds = _spans_of_rest(course)
    found = [
        *_first_response(course, holds),
        *_next_responses(course, holds),
        *_updates(course, holds),
        _to_the_end(RESTORE, course, holds),
        _to_the_end(RESOLVE, course, holds),
        *_lines(course, holds),
        *_vendors(course, holds),
    ]
    return [_without_trash(course, each) for each in found]


def _spans_of_rest(course: Course) -> list[Span]:
    """When nothing was to do: between completion and reopening, and in the trash."""
    done = [
        (here.at, following.at if following else None)
        for here, following in pairwise([*course.standings, None])
        if here is not None and here.is_done
    ]
    return sorted(_joined([*done, *course.trashed]))


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda each: each[0]):
        if found and (found[-1][1] is None or start <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if last is None or end is None else max(last, end))
        else:
            found.append((start, end))
    return found


def _within(holds: list[Span], start: datetime, stop: datetime | None) -> tuple[tuple[datetime, datetime], ...]:
    """The rests between start and stop; one that goes on is within a round only when that stopped in it."""
    ends = ((begin, end if end is not None else stop) for begin, end in holds)
    return tuple(
        (max(begin, start), end)
        for begin, end in ends
        if end is not None and end > start and (stop is None or begin < stop)
    )


def _rest_since(holds: list[Span]) -> datetime | None:
    """Since when nothing is to do, when that is so now."""
    return holds[-1][0] if holds and holds[-1][1] is None else None


def _first_response(course: Course, holds: list[Span]) -> Iterator[Round]:
    start = course.ticket.opened_at
    answer = next((each.at for each in course.said if each.is_from_desk), None)
    stop = answer or _rest_since(holds)
    is_dropped = answer is None and stop is not None
    yield Round(FIRST_RESPONSE, 1, start, stop, is_dropped, _within(holds, start, stop))


def _next_responses(course: Course, holds: list[Span]) -> Iterator[Round]:
    """Who was answered once waits again from their next word, or from rejecting the completion.

    A word to a completed ticket waits only once that is opened again.
    """
    marks = [(each.at, "answer" if each.is_from_desk else "word") for each in course.said]
    marks += [(at, "word") for at in course.rejections]
    marks += [(each.at, "done") for each in course.standings if each.is_done]
    is_answered, since, number = False, None, 0
    for at, what in sorted(marks, key=lambda each: each[0]):
        if what == "word":
            since = since or (at if is_answered else None)
            continue
        if since is not None:
            number += 1
            yield Round(NEXT_RESPONSE, number, since, at, is_dropped=what == "done", holds=_within(holds, since, at))
        is_answered, since = is_answered or what == "answer", None
    if since is not None and _rest_since(holds) is None:
        yield Round(NEXT_RESPONSE, number + 1, since, holds=_within(holds, since, None))


def _updates(course: Course, holds: list[Span]) -> Iterator[Round]:
    """From word to word of the desk; a rest ends one and its end begins the next."""
    marks = [(each.at, "word") for each in course.said if each.is_from_desk]
    for begin, end in holds:
        marks.append((begin, "rest"))
        if end is not None:
            marks.append((end, "work"))
    since: datetime | None = course.ticket.opened_at
    number = 0
    for at, what in sorted(marks, key=lambda each: each[0]):
        if since is not None and what in ("word", "rest") and at > since:
            number += 1
            yield Round(UPDATE, number, since, at)
            since = None if what == "rest" else at
        elif what == "work":
            since = at
        elif what == "rest":
            since = None
    if since is not None:
        yield Round(UPDATE, number + 1, since)


def _to_the_end(target: str, course: Course, holds: list[Span]) -> Round:
    start, stop = course.ticket.opened_at, _rest_since(holds)
    return Round(target, 1, start, stop, holds=_within(holds, start, stop))


def _lines(course: Course, holds: list[Span]) -> Iterator[Round]:
    """A round for each stay with a team, divided by rests that ended."""
    number = 0
    for here, following in pairwise([*course.stays, None]):
        if here is None or here.team_id is None:
            continue
        for start, stop in _work_between(here.at, following.at if following else None, holds):
            number += 1
            yield Round(LINE, number, start, stop, team_id=here.team_id)


def _work_between(start: datetime, end: datetime | None, holds: list[Span]) -> Iterator[Span]:
    at: datetime | None = start
    for begin, until in holds:
        if at is None or (end is not None and begin >= end):
            break
        if until is not None and until <= at:
            continue
        if begin > at:
            yield at, begin
        at = until
    if at is not None and (end is None or at < end):
        yield at, end


def _vendors(course: Course, holds: list[Span]) -> Iterator[Round]:
    number = 0
    standings: list[Standing | None] = [*course.standings, None]
    for here, following in pairwise(standings):
        if here is None or here.stage != "third_party":
            continue
        for start, stop in _work_between(here.at, following.at if following else None, holds):
            number += 1
            yield Round(VENDOR, number, start, stop, status=here.status)


def _without_trash(course: Course, each: Round) -> Round:
    """What stopped with the trash alone was dropped, not kept."""
    thrown_at = course.trashed[-1][0] if course.trashed and course.trashed[-1][1] is None else None
    if thrown_at is None or each.stop != thrown_at:
        return each
    return each._replace(is_dropped=True)
