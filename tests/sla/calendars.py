"""Definitions of calendars that tests share."""

from __future__ import annotations

from typing import Any

from tuki.sla.definition import CalendarDefinition

DAYS = ("mon", "tue", "wed", "thu", "fri")


def oslo(**values: Any) -> CalendarDefinition:
    """Monday to Friday with a break, in Oslo, with Norway's public holidays."""
    week = {day: [("08:00", "12:00"), ("13:00", "17:00")] for day in DAYS}
    given: dict[str, Any] = {"name": "Oslo", "zone": "Europe/Oslo", "week": week, "country": "NO"}
    return CalendarDefinition(**given | values)
