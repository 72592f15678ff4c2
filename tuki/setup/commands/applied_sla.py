"""Calendars of a file."""

from __future__ import annotations

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.queries import main_brand
from tuki.setup.reading import Item
from tuki.sla.commands.calendars import (
    add_calendar,
    add_default_calendar,
    bring_back_calendar,
    change_calendar,
    make_calendar_default,
    retire_calendar,
)
from tuki.sla.definition import CalendarDefinition
from tuki.sla.models import Calendar
from tuki.sla.queries import definition_of


def calendar(actor: Actor, item: Item) -> None:
    """One `[[calendar]]`; what it does not say stays as it is."""
    given = {key: value for key, value in item.values.items() if key not in ("default", "active")}
    row = Calendar.objects.filter(name=item.values["name"]).first()
    old = definition_of(row) if row else CalendarDefinition(name="", zone="", week={})
    definition = msgspec.convert({**msgspec.to_builtins(old), **given}, CalendarDefinition)
    row = change_calendar(actor, row.id, definition=definition) if row else add_calendar(actor, definition=definition)
    if item.get("active") is True:
        bring_back_calendar(actor, row.id)
    if item.get("default"):
        make_calendar_default(actor, row.id)
    if item.get("active") is False:
        retire_calendar(actor, row.id)


def default_calendar(actor: Actor) -> None:
    """Where a file leaves a desk without any calendar, the one that every desk begins with."""
    if brand := main_brand():
        add_default_calendar(actor, zone=brand.time_zone, language=brand.language)
