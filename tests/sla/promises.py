"""Policies for tests: promises of Clara's desk, counted in hours of weekdays, 8 to 16 in Oslo."""

from __future__ import annotations

from typing import Any

from tests.cast import SYSTEM
from tuki.sla.commands.calendars import add_calendar
from tuki.sla.commands.policies import add_policy
from tuki.sla.definition import CalendarDefinition
from tuki.sla.models import Calendar, Policy
from tuki.sla.policies.definition import PolicyDefinition, StepDefinition, TargetDefinition

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
STEPS = [
    StepDefinition(percent=75, receivers=["assignee"]),
    StepDefinition(minutes=0, receivers=["lead"]),
    StepDefinition(minutes=60, receivers=["manager"]),
]


def oslo_hours() -> Calendar:
    """The calendar of these promises, made when it is not there."""
    row = Calendar.objects.filter(name="Oslo").first()
    week = {day: [("08:00", "16:00")] for day in WEEKDAYS}
    return row or add_calendar(SYSTEM, definition=CalendarDefinition(name="Oslo", zone="Europe/Oslo", week=week))


def always() -> Calendar:
    """Every minute of every day."""
    week = {day: [("00:00", "24:00")] for day in (*WEEKDAYS, "sat", "sun")}
    row = Calendar.objects.filter(name="24×7").first()
    return row or add_calendar(SYSTEM, definition=CalendarDefinition(name="24×7", zone="UTC", week=week))


def promise(name: str = "Standard", *, calendar: Calendar | None = None, **values: Any) -> PolicyDefinition:
    """What a policy says: `first_response=60, resolve=(30, 60, 120, 240)`, and any field of the definition."""
    codes = ("first_response", "next_response", "update", "restore", "resolve")
    targets = [TargetDefinition(code=code, minutes=_four(values.pop(code))) for code in codes if code in values]
    return PolicyDefinition(
        name=name, targets=targets, calendar_id=(calendar or oslo_hours()).id, **{"steps": STEPS, **values}
    )


def promised(name: str = "Standard", **values: Any) -> Policy:
    """The same as a policy of the desk."""
    return add_policy(SYSTEM, definition=promise(name, **values))


def _four(minutes: Any) -> Any:
    return (minutes,) * 4 if isinstance(minutes, int) else minutes
