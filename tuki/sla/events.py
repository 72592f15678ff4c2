"""What the room announces; what calendars and policies say is announced as `setting.changed` by their versions."""

from datetime import datetime

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


class OfClock(Event, frozen=True, kw_only=True):
    """About one clock of a ticket (`subject`): which promise, in which round, of how many working minutes.

    `step`: the step by what it says. `party`: the line or vendor of an agreement. `person_ids`: who was told.
    """

    target: str
    round: int
    minutes: int
    step: str
    due_at: datetime
    policy_id: int
    party: str = ""
    person_ids: list[int] = []


@event("sla.warned", stream="ticket")
class SlaWarned(OfClock):
    """Somebody was told that a promise is about to be broken."""


@event("sla.breached", stream="ticket")
class SlaBreached(OfClock):
    """A promise was broken: it happened when it was due, whenever that was noticed."""


@event("sla.escalated", stream="ticket")
class SlaEscalated(OfClock):
    """Somebody was told that a promise has been broken for a while."""
