"""Calendars: adding, changing, choosing the default, retiring and bringing back."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import insist_holds, needed
from tuki.sla import events
from tuki.sla.definition import CalendarDefinition, checked
from tuki.sla.models import Calendar
from tuki.sla.permissions import MANAGE
from tuki.sla.queries import calendar_titles, definition_of

VERSIONS = "calendar"


@command
def add_calendar(actor: Actor, *, definition: CalendarDefinition) -> Calendar:
    """A new calendar; the first one is the desk's default. Announces `calendar.added` and `setting.changed`.

    Refuses `required` and `name_taken` (of its name), and what `checked` refuses.
    """
    insist_holds(actor, MANAGE)
    return _added(actor, _checked(definition))


@command
def change_calendar(actor: Actor, calendar_id: int, *, definition: CalendarDefinition) -> Calendar:
    """The calendar says this from now on. Announces `setting.changed`; nothing to do when it says so already.

    Refuses `not_found`, `required`, `name_taken`, and what `checked` refuses.
    """
    row = _locked(actor, calendar_id)
    definition = _checked(definition, row)
    if definition_of(row) != definition:
        row.name, row.definition = definition.name, msgspec.to_builtins(definition)
        row.save(update_fields=["name", "definition"])
    keep_version(actor, VERSIONS, row.id, definition)
    return row


@command
def make_calendar_default(actor: Actor, calendar_id: int) -> None:
    """Promises that name no calendar are counted in this one. Announces `calendar.made_default`.

    Nothing to do when it is so; refuses `not_found`, and `calendar_retired`.
    """
    row = _locked(actor, calendar_id)
    if row.is_default:
        return
    if not row.is_active:
        raise Refused("calendar_retired")
    old = Calendar.objects.select_for_update().filter(is_default=True).first()
    Calendar.objects.filter(is_default=True).update(is_default=False)
    Calendar.objects.filter(pk=row.id).update(is_default=True)
    announce(actor, events.CalendarMadeDefault(subject=row.id, old=old.id if old else None))


@command
def retire_calendar(actor: Actor, calendar_id: int) -> None:
    """No longer offered; what was promised in it keeps it. Announces `calendar.retired`.

    Nothing to do when it is retired; refuses `not_found`, `default_calendar` for the desk's default, and `still_used`
    while policies in use count in it.
    """
    row = _locked(actor, calendar_id)
    if row.is_default:
        raise Refused("default_calendar")
    if row.is_active:
        insist_unused("calendar", [row.id])
        Calendar.objects.filter(pk=row.id).update(is_active=False)
        announce(actor, events.CalendarRetired(subject=row.id))


@command
def bring_back_calendar(actor: Actor, calendar_id: int) -> None:
    """A retired calendar is offered again. Announces `calendar.brought_back`; refuses `not_found`."""
    row = _locked(actor, calendar_id)
    if not row.is_active:
        Calendar.objects.filter(pk=row.id).update(is_active=True)
        announce(actor, events.CalendarBroughtBack(subject=row.id))


@command
def add_default_calendar(actor: Actor, *, zone: str, language: str = "en") -> None:
    """The calendar that every desk begins with, whoever sets it up: Monday to Friday, 9 to 17, without holidays.

    Announces what `add_calendar` does. Nothing to do when there is any calendar.
    """
    if Calendar.objects.exists():
        return
    week = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
    with override(language):
        name = gettext("Office hours")
    _added(actor, _checked(CalendarDefinition(name=name, zone=zone, week=week)))


@versioned(
    VERSIONS,
    type=CalendarDefinition,
    label=_("Calendar"),
    permission=MANAGE,
    titles=calendar_titles,
    words={
        "name": _("Name"),
        "zone": _("Time zone"),
        "week": _("Week"),
        "country": _("Country"),
        "region": _("Region"),
        "exceptions": _("Exceptions"),
        "added_holidays": _("Own holidays"),
        "removed_holidays": _("Holidays that are worked"),
    },
)
def restore_calendar(actor: Actor, object_id: int, definition: CalendarDefinition) -> None:
    """The calendar says again what it said."""
    change_calendar(actor, object_id, definition=definition)


def _added(actor: Actor, definition: CalendarDefinition) -> Calendar:
    is_first = not Calendar.objects.filter(is_default=True).exists()
    row = Calendar.objects.create(name=definition.name, definition=msgspec.to_builtins(definition), is_default=is_first)
    announce(actor, events.CalendarAdded(subject=row.id, name=row.name))
    keep_version(actor, VERSIONS, row.id, definition)
    return row


def _locked(actor: Actor, calendar_id: int) -> Calendar:
    insist_holds(actor, MANAGE)
    row = Calendar.objects.select_for_update().filter(pk=calendar_id).first()
    if row is None:
        raise NotFound()
    return row


def _checked(definition: CalendarDefinition, row: Calendar | None = None) -> CalendarDefinition:
    """In its normal form, under a name that no other calendar has."""
    name = needed(definition.name, field="name", most=120)
    if Calendar.objects.filter(name=name).exclude(pk=row.pk if row else None).exists():
        raise Invalid("name_taken", field="name")
    return checked(msgspec.structs.replace(definition, name=name))
