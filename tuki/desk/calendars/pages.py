"""Calendars of the desk: list, a month of one, and its form."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.urls import reverse

from tuki.desk.calendars.editing import Given, definition_from, given_of, posted_of, shown_errors
from tuki.desk.calendars.month import month_of
from tuki.desk.frame import page
from tuki.desk.rehearsals.starting import drafted_before, rehearse, rehearse_context
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.pages import DONE, go, zones
from tuki.kernel import clock
from tuki.kernel.refusals import Refusal
from tuki.people.queries import main_brand
from tuki.sla.commands.calendars import (
    add_calendar,
    bring_back_calendar,
    change_calendar,
    make_calendar_default,
    retire_calendar,
)
from tuki.sla.definition import CalendarDefinition
from tuki.sla.permissions import MANAGE
from tuki.sla.public_holidays import countries, public_holidays, regions
from tuki.sla.queries import KnownCalendar, calendar_for, calendars_visible_to, known
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.formats import day_words

USUAL_WEEK = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}


@open_to("staff")
def calendars(request: SignedInRequest) -> HttpResponse:
    """All calendars, those in use first. One query."""
    rows = [known(row) for row in calendars_visible_to(request.actor)]
    rows.sort(key=lambda each: (not each.is_active, not each.is_default))
    names = dict(countries())
    return _page(request, "calendars", {"calendars": rows, "countries": names})


@open_to("staff")
def calendar(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """A month of the calendar, to check it by eye; `?month=2026-12` chooses another one."""
    return _shown(request, calendar_id)


def _shown(request: SignedInRequest, calendar_id: int, errors: Errors | None = None) -> HttpResponse:
    found = calendar_for(request.actor, calendar_id)
    today = clock.now().astimezone(found.worktime.zone).date()
    month = month_of(found.definition, request.GET.get("month", ""), today)
    return _page(request, "calendar", {"calendar": found, "month": month, "today": today}, errors)


@open_to("staff", permission=MANAGE, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more calendar."""
    if request.method != "POST":
        brand = main_brand()
        usual = CalendarDefinition(name="", zone=brand.time_zone if brand else "UTC", week=USUAL_WEEK)
        drafted = drafted_before(request, "calendar", CalendarDefinition) or usual
        return _form(request, None, given_of(drafted, clock.now().date()))
    given = posted_of(request.POST)
    if "more" in request.POST:
        return _form(request, None, given)
    try:
        if request.POST.get("way") == "rehearse":
            return rehearse(request, "calendar", msgspec.to_builtins(definition_from(given)), None)
        row = add_calendar(request.actor, definition=definition_from(given))
    except Refusal as refusal:
        return _form(request, None, given, errors_of(refusal))
    return go("calendar", row.id, done="added")


@open_to("staff", permission=MANAGE, methods=("GET", "POST"))
def change(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """Hours, zone, country, exceptions and own holidays."""
    found = calendar_for(request.actor, calendar_id)
    if request.method != "POST":
        drafted = drafted_before(request, "calendar", CalendarDefinition) or found.definition
        return _form(request, found, given_of(drafted, clock.now().date()))
    given = posted_of(request.POST)
    if given["country"] != found.definition.country:
        given["region"], given["removed"] = "", []
    if "more" in request.POST:
        return _form(request, found, given)
    try:
        if request.POST.get("way") == "rehearse":
            return rehearse(request, "calendar", msgspec.to_builtins(definition_from(given)), calendar_id)
        change_calendar(request.actor, calendar_id, definition=definition_from(given))
    except Refusal as refusal:
        return _form(request, found, given, errors_of(refusal))
    return go("calendar", calendar_id)


@open_to("staff", permission=MANAGE, methods=("POST",))
def default(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """This calendar is the desk's default from now on."""
    make_calendar_default(request.actor, calendar_id)
    return go("calendar", calendar_id)


@open_to("staff", permission=MANAGE, methods=("POST",))
def retirement(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """The calendar is no longer offered."""
    try:
        retire_calendar(request.actor, calendar_id)
    except Refusal as refusal:
        return _shown(request, calendar_id, errors_of(refusal))
    return go("calendar", calendar_id, done="calendar-retired")


@open_to("staff", permission=MANAGE, methods=("POST",))
def return_(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """A retired calendar is offered again."""
    bring_back_calendar(request.actor, calendar_id)
    return go("calendar", calendar_id)


def _form(request: SignedInRequest, found: KnownCalendar | None, given: Given, errors: Errors | None = None) -> Any:
    year = clock.now().year
    country, region = given["country"], given["region"]
    offered = {
        day.isoformat(): (name, day_words(day, "yMMMEd"))
        for each in (year, year + 1)
        for day, name in public_holidays(country, region, each).items()
    }
    kept = [(day, day, "") for day in given["removed"] if day not in offered]
    context = {
        "calendar": found,
        "given": given,
        "zones": zones(),
        "countries": countries(),
        "regions": regions(country) if country else (),
        "public_holidays": [*kept, *((day, *words) for day, words in offered.items())],
        **rehearse_context(request),
    }
    return _page(request, "edit", context, shown_errors(errors or {}))


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    about = {
        "errors": errors or {},
        "done": DONE.get(request.GET.get("done", "")),
        "may_change": request.actor.holds(MANAGE),
    }
    name = f"desk/calendars/{template}.html"
    return page(request, name, about | context, current=reverse("desk:settings"), status=422 if errors else 200)
