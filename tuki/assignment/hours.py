"""When a team's tickets are given: in the hours of its calendar, or at any time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tuki.assignment.definition import AssignmentDefinition
from tuki.kernel import clock
from tuki.sla.queries import calendars
from tuki.sla.worktime import WorktimeError


class Closed(msgspec.Struct, frozen=True):
    """A team is outside its hours: of which calendar, and until when; None for one that never opens again."""

    calendar: str
    until: datetime | None


def closed_now(policy: AssignmentDefinition) -> Closed | None:
    """Why nobody of a team is given tickets now whoever is online, or None when it has no calendar or is in its hours.

    Reference data. A calendar that is gone closes nobody.
    """
    known = calendars().get(policy.calendar_id or 0)
    now = clock.now()
    if known is None or known.worktime.is_open(now):
        return None
    try:
        return Closed(known.name, known.worktime.next_open(now))
    except WorktimeError:
        return Closed(known.name, None)
