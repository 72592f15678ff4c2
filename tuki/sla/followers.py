"""What the room does when something happens on a ticket, or when what it counts by changes."""

from __future__ import annotations

from typing import cast

from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.kernel.versions import SettingChanged
from tuki.sla.clocks import following
from tuki.sla.clocks.recounting import begin_recounting
from tuki.sla.events import CalendarMadeDefault
from tuki.sla.policies.library import CALENDARS, POLICIES

__all__ = ["following", "recount_by_new_default", "recount_by_new_setting"]


@follows_inside(SettingChanged)
def recount_by_new_setting(entry: Recorded) -> None:
    """Open tickets are counted anew by a changed policy or calendar. Twice is harmless: the newer run counts."""
    if cast(SettingChanged, entry.event).setting in (CALENDARS, POLICIES):
        begin_recounting()


@follows_inside(CalendarMadeDefault)
def recount_by_new_default(_entry: Recorded) -> None:
    """Promises that name no calendar are counted anew. Twice is harmless: the newer run counts."""
    begin_recounting()
