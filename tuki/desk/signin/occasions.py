"""The occasions of which an agent may hear by mail, as the account page shows them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.channels.email.outgoing.choices import ALWAYS, AWAY, NEVER, notifications_of

OCCASIONS: dict[str, Promise] = {
    "agent_assigned": _("Somebody assigns a ticket to me"),
    "agent_mentioned": _("Somebody mentions me in a note"),
    "agent_message": _("A customer writes on my ticket"),
    "agent_approval": _("A ticket waits for my approval"),
    "agent_time_warning": _("Time is running out on a ticket"),
    "agent_time_breach": _("A promise on a ticket is broken"),
    "agent_rule_held": _("A rule waits for me to decide"),
}
CHOICES: list[tuple[str, Promise]] = [
    (ALWAYS, _("Always")),
    (AWAY, _("Only while I am not at the desk")),
    (NEVER, _("Never")),
]


def shown_notifications(person_id: int) -> dict[str, Any]:
    """The choices as the page shows them. One query."""
    own = notifications_of(person_id)
    rows = [(code, label, own.choices[code]) for code, label in OCCASIONS.items()]
    return {"rows": rows, "choices": CHOICES, "is_quiet": own.is_quiet}
