"""The readers that the room offers to others."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.db.models import QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.reference import reference
from tuki.kernel.refusals import NotFound
from tuki.sla import worktime
from tuki.sla.definition import CalendarDefinition, calendar_of
from tuki.sla.models import Calendar


class KnownCalendar(msgspec.Struct, frozen=True):
    """A calendar of the desk with what it says."""

    id: int
    definition: CalendarDefinition
    is_default: bool
    is_active: bool

    @property
    def name(self) -> str:
        """How people call it."""
        return self.definition.name

    @property
    def weekly_minutes(self) -> int:
        """How much working time a usual week has on the clock."""
        return sum(end - start for hours in self.worktime.week for start, end in hours)

    @property
    def worktime(self) -> worktime.Calendar:
        """What working time is computed with; shared, and cheap to ask for."""
        return calendar_of(self.definition)


def definition_of(row: Calendar) -> CalendarDefinition:
    """What a calendar's row says."""
    return msgspec.convert(row.definition, CalendarDefinition)


def calendars_visible_to(actor: Actor) -> QuerySet[Calendar]:
    """Agents and programs see all calendars, by name; contacts none."""
    return Calendar.objects.order_by("name") if actor.is_staff or not actor.is_person else Calendar.objects.none()


def calendar_for(actor: Actor, calendar_id: int) -> KnownCalendar:
    """One calendar, or `not_found`. One query."""
    row = calendars_visible_to(actor).filter(pk=calendar_id).first()
    if row is None:
        raise NotFound()
    return known(row)


def calendar_named(actor: Actor, name: str) -> KnownCalendar:
    """The calendar of this name, or `not_found`. One query."""
    row = calendars_visible_to(actor).filter(name=name).first()
    if row is None:
        raise NotFound()
    return known(row)


@reference
def calendars() -> Mapping[int, KnownCalendar]:
    """All calendars by id, retired ones too, in the order of their names; reference data, so mostly no query."""
    return {row.id: known(row) for row in Calendar.objects.order_by("name")}


def default_calendar() -> KnownCalendar | None:
    """The calendar of promises that name none; None before the first start. Reference data."""
    return next((each for each in calendars().values() if each.is_default), None)


def calendar_titles(ids: list[int]) -> Mapping[int, str]:
    """The names of calendars, for versions and sentences. One query."""
    return dict(Calendar.objects.filter(id__in=ids).values_list("id", "name"))


def known(row: Calendar) -> KnownCalendar:
    """A calendar's row with what it says."""
    return KnownCalendar(row.id, definition_of(row), row.is_default, row.is_active)
