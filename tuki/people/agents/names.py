"""Names of states and of built-in reasons to pause, in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.people.models import State

STATE_NAMES = {
    State.ONLINE.value: _("Online"),
    State.AWAY.value: _("Away"),
    State.PAUSE.value: pgettext_lazy("state of an agent", "In a pause"),
    State.OFFLINE.value: _("Offline"),
}

# How a state is drawn: the classes of `.state-dot`.
STATE_TONES = {"online": "on", "away": "away", "pause": "away", "offline": "off"}

# The reasons that every desk begins with: code → name.
PAUSE_REASONS = {
    "lunch": "Lunch",
    "break": "Short break",
    "meeting": "Meeting",
    "training": "Training",
    "other_work": "Other work",
}

PAUSE_NAMES = {
    "lunch": _("Lunch"),
    "break": _("Short break"),
    "meeting": _("Meeting"),
    "training": _("Training"),
    "other_work": _("Other work"),
}

LEVEL_NAMES = {1: _("knows it"), 2: _("experienced"), 3: _("expert")}
