"""Calendars of the example: hours that people know."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.queries import main_brand
from tuki.sla.commands.calendars import add_calendar, add_default_calendar
from tuki.sla.definition import CalendarDefinition
from tuki.sla.models import Calendar


def add_calendars(actor: Actor, cast: dict[str, Any]) -> None:
    """The desk's own default where it has none, and those of the example that are not there yet."""
    brand = main_brand()
    if brand is not None:
        add_default_calendar(actor, zone=brand.time_zone, language=brand.language)
    for given in cast["calendars"]:
        definition = msgspec.convert(given, CalendarDefinition)
        if not Calendar.objects.filter(name=definition.name).exists():
            add_calendar(actor, definition=definition)
