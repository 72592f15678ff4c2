"""Whose time it was: the time since the opening, divided among lines, the requester and vendors. No database here."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from tuki.sla.clocks.course import Course
from tuki.sla.policies.definition import LINE, VENDOR
from tuki.sla.worktime import Calendar

CUSTOMER = "customer"


class Share(NamedTuple):
    """A stretch of working time with one holder: `line` with its team, `customer`, or `vendor` with the status."""

    holder: str
    team_id: int | None
    status: str
    start: datetime
    end: datetime
    working: timedelta


def chain(course: Course, calendar: Calendar, *, until: datetime) -> list[Share]:
    """Who had the ticket when, from its opening to `until`, in order; rest after completion and trash left out."""
    moments = sorted(
        {each.at for each in course.standings}
        | {each.at for each in course.stays}
        | {at for span in course.trashed for at in span if at is not None}
        | {until}
    )
    found: list[Share] = []
    for start, end in pairwise(moments):
        if start >= until:
            break
        holder = _holder(course, start)
        if holder is None:
            continue
        if found and found[-1].end == start and found[-1][:3] == holder:
            start = found.pop().start
        found.append(Share(*holder, start, end, calendar.between(start, end)))
    return found


def _holder(course: Course, at: datetime) -> tuple[str, int | None, str] | None:
    standing = next(each for each in reversed(course.standings) if each.at <= at or each is course.standings[0])
    if standing.is_done or any(start <= at and (end is None or at < end) for start, end in course.trashed):
        return None
    if standing.stage == "customer":
        return CUSTOMER, None, ""
    if standing.stage == "third_party":
        return VENDOR, None, standing.status
    stay = next((each for each in reversed(course.stays) if each.at <= at), course.stays[0])
    return LINE, stay.team_id, ""
