"""Calendars of working time."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Input, Items, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.sla.commands.calendars import (
    add_calendar,
    bring_back_calendar,
    change_calendar,
    make_calendar_default,
    retire_calendar,
)
from tuki.sla.definition import CalendarDefinition
from tuki.sla.queries import KnownCalendar, calendar_for, calendars_visible_to, known

routes = Routes("calendars")
READ, WRITE = "settings:read", "settings:write"

Short = Annotated[str, Meta(max_length=120)]
Pairs = Annotated[list[tuple[str, str]], Meta(max_length=24)]
Week = Annotated[dict[str, Pairs], Meta(max_length=7)]
Days = Annotated[dict[str, Pairs], Meta(max_length=2000)]
NamedDays = Annotated[dict[str, Short], Meta(max_length=2000)]
Dates = Annotated[list[str], Meta(max_length=2000)]


class CalendarShape(msgspec.Struct):
    """A calendar: its hours by weekday (mon … sun) in its zone, and the days that are different.

    `country` and `region` (ISO 3166) bring public holidays without `removed_holidays` and with `added_holidays`
    (date → name). `exceptions` are the hours of a date, or of a date of every year (12-24); none is closed.
    """

    id: int
    name: str
    zone: str
    week: dict[str, Pairs]
    country: str
    region: str
    exceptions: dict[str, Pairs]
    added_holidays: dict[str, str]
    removed_holidays: list[str]
    is_default: bool
    is_active: bool


class NewCalendar(Input):
    """What a calendar says; see its shape."""

    name: Short
    zone: Short
    week: Week
    country: Short = ""
    region: Short = ""
    exceptions: Days = {}
    added_holidays: NamedDays = {}
    removed_holidays: Dates = []


class CalendarChange(Input):
    """Only what is named changes; what is named is replaced as a whole. `is_default` can only
    become true: then no other one is."""

    name: Short | UnsetType = UNSET
    zone: Short | UnsetType = UNSET
    week: Week | UnsetType = UNSET
    country: Short | UnsetType = UNSET
    region: Short | UnsetType = UNSET
    exceptions: Days | UnsetType = UNSET
    added_holidays: NamedDays | UnsetType = UNSET
    removed_holidays: Dates | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@routes.get("/calendars", scope=READ, query=Page, answer=Items[CalendarShape])
def list_calendars(actor: Actor, query: Page) -> Items[CalendarShape]:
    """All calendars for agents, retired ones too; none for customers. One query."""
    rows = calendars_visible_to(actor).filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_shape(known(row)) for row in found], str(found[-1].id) if has_more else None)


@routes.get("/calendars/{row:id}", scope=READ, answer=CalendarShape)
def show_calendar(actor: Actor, id: int) -> CalendarShape:
    """One calendar."""
    return _shape(calendar_for(actor, id))


@routes.post("/calendars", scope=WRITE, body=NewCalendar, answer=CalendarShape, status=201)
def add_new_calendar(actor: Actor, body: NewCalendar) -> CalendarShape:
    """A new calendar."""
    row = add_calendar(actor, definition=CalendarDefinition(**msgspec.structs.asdict(body)))
    return _shape(calendar_for(actor, row.id))


@routes.patch("/calendars/{row:id}", scope=WRITE, body=CalendarChange, answer=CalendarShape)
def change_one_calendar(actor: Actor, body: CalendarChange, id: int) -> CalendarShape:
    """Changes what is named; each change is a version that can be taken back in the settings."""
    old = calendar_for(actor, id)
    values: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    is_default, is_active = values.pop("is_default", old.is_default), values.pop("is_active", old.is_active)
    if old.is_default and not is_default:
        raise Refused("default_calendar")
    change_calendar(actor, id, definition=msgspec.structs.replace(old.definition, **values))
    if is_active != old.is_active:
        (bring_back_calendar if is_active else retire_calendar)(actor, id)
    if is_default:
        make_calendar_default(actor, id)
    return _shape(calendar_for(actor, id))


@routes.delete("/calendars/{row:id}", scope=WRITE)
def retire_one_calendar(actor: Actor, id: int) -> None:
    """No longer offered; what was promised in it keeps it. The default one is refused."""
    calendar_for(actor, id)
    retire_calendar(actor, id)


def _shape(found: KnownCalendar) -> CalendarShape:
    values = msgspec.structs.asdict(found.definition)
    return CalendarShape(id=found.id, **values, is_default=found.is_default, is_active=found.is_active)
