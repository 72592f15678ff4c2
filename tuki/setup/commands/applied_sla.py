"""Calendars and policies of a file."""

from __future__ import annotations

import msgspec

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.queries import main_brand
from tuki.setup.policy_tables import definition_from
from tuki.setup.reading import Item
from tuki.sla.commands.calendars import (
    add_calendar,
    add_default_calendar,
    bring_back_calendar,
    change_calendar,
    make_calendar_default,
    retire_calendar,
)
from tuki.sla.commands.policies import add_policy, bring_back_policy, change_policy, retire_policy
from tuki.sla.definition import CalendarDefinition
from tuki.sla.models import Calendar, Policy
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.policies.queries import said_by
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


def policy(actor: Actor, item: Item) -> None:
    """One `[[policy]]`; what it does not say stays as it is. New ones come after those that are there.

    Refuses what the room's commands refuse, and `invalid` for what has no sense at all.
    """
    row = Policy.objects.filter(name=item.values["name"]).first()
    try:
        definition = definition_from(item.values, said_by(row) if row else PolicyDefinition(name=""))
    except (msgspec.ValidationError, KeyError, TypeError):
        raise Invalid("invalid", field="steps") from None
    row = change_policy(actor, row.id, definition=definition) if row else add_policy(actor, definition=definition)
    if item.get("active") is False:
        retire_policy(actor, row.id)
    elif item.get("active") is True:
        bring_back_policy(actor, row.id)


def default_calendar(actor: Actor) -> None:
    """Where a file leaves a desk without any calendar, the one that every desk begins with."""
    if brand := main_brand():
        add_default_calendar(actor, zone=brand.time_zone, language=brand.language)
