"""What is said of clocks: names of promises and states, and one sentence per event."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.kernel.telling import Told, tells
from tuki.sla.events import OfClock, SlaBreached, SlaEscalated, SlaWarned

TARGET_NAMES = {
    "first_response": pgettext_lazy("promise", "First response"),
    "next_response": pgettext_lazy("promise", "Next response"),
    "update": pgettext_lazy("promise", "Update"),
    "restore": pgettext_lazy("promise", "Restore"),
    "resolve": pgettext_lazy("promise", "Resolve"),
    "line": pgettext_lazy("promise", "Line"),
    "vendor": pgettext_lazy("promise", "Vendor"),
}

STATE_NAMES = {
    "running": pgettext_lazy("clock", "running"),
    "paused": pgettext_lazy("clock", "paused"),
    "met": pgettext_lazy("clock", "met"),
    "missed": pgettext_lazy("clock", "missed"),
    "dropped": pgettext_lazy("clock", "no longer needed"),
}

_SENTENCES = {
    SlaWarned: (_("warned that time is running out: %(target)s"), "clock"),
    SlaBreached: (_("noted a broken promise: %(target)s"), "triangle-alert"),
    SlaEscalated: (_("escalated what is late: %(target)s"), "triangle-alert"),
}


def name_of(target: str, party: str = "") -> str:
    """What a promise is called; an agreement by its own name."""
    return party or str(TARGET_NAMES.get(target, target))


@tells(SlaWarned, SlaBreached, SlaEscalated)
def _told(event: OfClock) -> Told:
    sentence, icon = _SENTENCES[type(event)]
    return Told(sentence, {"target": name_of(event.target, event.party)}, icon)
