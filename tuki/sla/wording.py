"""What the room says: refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuki.kernel.events import Event
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells
from tuki.sla import events
from tuki.sla.clocks import wording as clocks
from tuki.sla.policies import wording as policies
from tuki.sla.queries import calendar_titles

__all__ = ["clocks", "policies"]

declare("no_hours", _("This calendar has no working hours at all, so nothing ever falls due."))
declare("default_calendar", _("This is the default calendar. Make another one the default first."))
declare("calendar_retired", _("This calendar is retired. Bring it back first."))
declare("policy_calendar_retired", _("It counts in the calendar %(name)s, which is retired. Bring that back first."))
declare("unknown_calendar", _("There is no calendar called %(name)s."))
declare("unknown_country", _("There are no public holidays known for the country %(value)s."))
declare("unknown_region", _("There are no public holidays known for the region %(value)s of this country."))
declare("bad_zone", _("%(value)s is no time zone. Write it like Europe/Oslo."))
declare("bad_weekday", _("%(value)s is no weekday. The week is written as mon, tue, wed, thu, fri, sat, sun."))
declare("bad_date", _("%(value)s is no date between 1900 and 2199. Write it like 2026-12-24."))
declare("bad_time", _("%(value)s is no time of day. Write it like 08:30; midnight at the end of a day is 24:00."))
declare(
    "bad_interval",
    _("%(value)s: hours are a beginning and a later end. A night is 22:00–24:00 and, on the next day, 00:00–06:00."),
)
declare("too_many_intervals", _("A day has at most 24 intervals, here are %(value)s."))
declare("too_many_dates", _("A calendar has at most 2000 single dates of a kind, here are %(value)s."))
declare("no_offset", _("%(value)s says no offset from UTC. Write it like 2026-03-02T09:00+01:00."))
declare("bad_moment", _("%(value)s is no moment. Write it like 2026-03-02T09:00."))
declare("out_of_range", _("%(value)s lies outside the years 1900 to 2199."))
declare("bad_minutes", _("%(value)s minutes cannot be counted: take 0 to 5,270,400, which is ten years."))
declare("bad_days", _("%(value)s days cannot be counted: take at most 3660."))
declare("bad_pause", _("A pause ends after it begins, and there are at most 10,000 of them."))
declare("too_far", _("This would fall due more than fifty years away."))
declare("too_long", _("The sum has more than 10,000 parts. Take fewer minutes."))


@names("calendar")
def _calendars(ids: list[int]) -> Mapping[int, str]:
    return calendar_titles(ids)


def _about(template: Any, icon: str) -> Any:
    """A sentence that needs only the calendar's name."""
    return lambda event: Told(template, {"name": Ref("calendar", event.subject)}, icon)


_PLAIN: dict[type[Event], tuple[Any, str]] = {
    events.CalendarAdded: (_("added the calendar %(name)s"), "plus"),
    events.CalendarMadeDefault: (_("made %(name)s the default calendar"), "star"),
    events.CalendarRetired: (_("retired the calendar %(name)s"), "archive"),
    events.CalendarBroughtBack: (_("brought the calendar %(name)s back"), "undo-2"),
}

for _type, (_template, _icon) in _PLAIN.items():
    tells(_type)(_about(_template, _icon))
