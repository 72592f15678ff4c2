"""How much time is left, in words and as the chip draws it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from tuki.sla.clocks.queries import TimeLeft
from tuki.sla.clocks.wording import name_of
from tuki.ui.formats import duration, full_moment, working_time
from tuki.ui.kept import holds_until

_ONE_MINUTE = timedelta(minutes=1)


class Chip(NamedTuple):
    """What `time_left` of ui/sla.html draws."""

    words: str
    look: str
    used: int
    title: str


class Promise(NamedTuple):
    """One clock of a ticket beside its conversation."""

    name: str
    chip: Chip
    due_at: datetime | None


def chip(left: TimeLeft) -> Chip:
    """The chip of a clock; its words are others in a minute."""
    name = name_of(left.target, left.party)
    if left.due_at is None:
        words = _("paused") if left.look == "paused" else "—"
        title = name
        if left.left_seconds is not None:
            title = _("%(name)s: paused with %(left)s of working time left")
            title %= {"name": name, "left": working_time(max(0, left.left_seconds) // 60)}
        return Chip(words, left.look, left.used, title)
    now = timezone.now()
    holds_until(now.replace(second=0, microsecond=0) + _ONE_MINUTE)
    span = duration(left.due_at - now if left.due_at > now else now - left.due_at)
    words = _("%(span)s late") % {"span": span} if left.due_at <= now else span
    title = _("%(name)s: due %(moment)s") % {"name": name, "moment": full_moment(left.due_at)}
    return Chip(words, left.look, left.used, title)


def promises(clocks: list[TimeLeft]) -> tuple[Promise, ...]:
    """The clocks that go on, ready to be drawn."""
    return tuple(Promise(name_of(each.target, each.party), chip(each), each.due_at) for each in clocks)
