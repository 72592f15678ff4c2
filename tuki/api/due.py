"""When working time runs out, in any calendar: the calculator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from tuki.api.calendars import READ, Dates, Days, NamedDays, Short, Week
from tuki.api.routes import Routes
from tuki.api.shapes import Input
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.sla.definition import as_refusals, with_public_holidays
from tuki.sla.queries import calendar_named, default_calendar
from tuki.sla.worktime import Calendar, Part, Pause, due, read_calendar, read_minutes, read_moment

routes = Routes("service levels")
Moment = Annotated[str, Meta(max_length=64)]


class AnyCalendar(Input):
    """A calendar that the desk need not have. `holidays`: dates, or dates with names; `country` and `region`
    (ISO 3166) bring public ones too. `exceptions`: the hours of a date, none for closed."""

    zone: Short
    week: Week
    holidays: Dates | NamedDays = []
    exceptions: Days = {}
    country: Short = ""
    region: Short = ""


class DueQuestion(Input):
    """`calendar`: a name, a description, or nothing for the desk's default. `start` and `pauses` (from, to, and on
    wish why) are ISO 8601; without an offset they are local time of the calendar's zone."""

    start: Moment
    minutes: float
    calendar: Short | AnyCalendar | None = None
    pauses: Annotated[list[Annotated[list[Moment], Meta(min_length=2, max_length=3)]], Meta(max_length=10_000)] = []


class SumPart(msgspec.Struct, omit_defaults=True):
    """A stretch of time on the clock of the calendar's zone. `label`: running (it counts), paused, outside_hours,
    holiday, exception; `reason`: of a pause, or the holiday's name. `minutes` is its length on the clock."""

    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")
    minutes: int | float
    label: str
    reason: str = ""


class DueAnswer(msgspec.Struct):
    """When the minutes have run out, and every stretch until then; the running ones add up to the minutes."""

    due: str
    sum: list[SumPart]


@routes.post("/sla/due", scope=READ, body=DueQuestion, answer=DueAnswer)
def calculate_due(actor: Actor, body: DueQuestion) -> DueAnswer:
    """Adds working minutes to a moment. For agents; it changes nothing."""
    if actor.is_person and not actor.is_staff:
        raise Refused("not_allowed")
    with as_refusals():
        calendar = _calendar(actor, body.calendar)
        start = read_moment(body.start, calendar.zone, field="start")
        pauses = [_pause(each, calendar.zone) for each in body.pauses]
        found = due(calendar, start, read_minutes(body.minutes), pauses)
    return DueAnswer(_written(found.due, calendar.zone), [_part(each, calendar.zone) for each in found.sum])


def _calendar(actor: Actor, given: str | AnyCalendar | None) -> Calendar:
    if isinstance(given, AnyCalendar):
        others = with_public_holidays(given.country, given.region)
        return read_calendar(
            zone=given.zone, week=given.week, holidays=given.holidays, exceptions=given.exceptions, others=others
        )
    if given is None:
        known = default_calendar()
        if known is None:
            raise NotFound()
        return known.worktime
    try:
        return calendar_named(actor, given).worktime
    except NotFound:
        raise Invalid("unknown_calendar", field="calendar", name=given) from None


def _pause(given: list[str], zone: ZoneInfo) -> Pause:
    start, end, *reason = given
    return Pause(read_moment(start, zone, field="pauses"), read_moment(end, zone, field="pauses"), *reason)


def _part(part: Part, zone: ZoneInfo) -> SumPart:
    minutes = int(part.minutes) if part.minutes.is_integer() else part.minutes
    return SumPart(_written(part.start, zone), _written(part.end, zone), minutes, part.label.value, part.reason)


def _written(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()
