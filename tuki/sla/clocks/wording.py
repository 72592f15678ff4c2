"""What is said of clocks: names of promises and states, and one sentence per event."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.kernel.telling import Told, tells
from tuki.sla.events import OfClock, SlaBreached, SlaEscalated, SlaWarned

TARGET_NAMES = {
    "first_response": _("First response"),
    "next_response": _("Next response"),
    "update": _("Update"),
    "restore": _("Restore"),
    "resolve": _("Resolve"),
    "line": _("Line"),
    "vendor": _("Vendor"),
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
