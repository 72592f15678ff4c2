"""What the room announces; what a calendar says is announced as `setting.changed` by its versions."""

from tuki.kernel.events import Event, event


@event("calendar.added", stream="calendar", begins_stream=True, changes_reference=True)
class CalendarAdded(Event):
    """A calendar began."""

    name: str


@event("calendar.made_default", stream="calendar", changes_reference=True)
class CalendarMadeDefault(Event):
    """Promises that name no calendar are counted in this one; `old` was it before."""

    old: int | None


@event("calendar.retired", stream="calendar", changes_reference=True)
class CalendarRetired(Event):
    """A calendar is no longer offered; what was promised in it keeps it."""


@event("calendar.brought_back", stream="calendar", changes_reference=True)
class CalendarBroughtBack(Event):
    """A retired calendar is offered again."""
