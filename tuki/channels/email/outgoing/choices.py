"""Which notifications an agent gets by mail: for each occasion always, only while away from the desk, or never."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from tuki.channels.email.models import NotificationSettings
from tuki.kernel import clock
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.reference import reference
from tuki.people.models import Session

ALWAYS, AWAY, NEVER = "always", "away", "never"
CHOICES = (ALWAYS, AWAY, NEVER)
# The code of the text (see `texts.PLACEHOLDERS`) → what holds for who has chosen nothing.
USUAL = {
    "agent_assigned": ALWAYS, "agent_mentioned": ALWAYS, "agent_message": AWAY, "agent_approval": ALWAYS,
    "agent_time_warning": AWAY, "agent_time_breach": ALWAYS, "agent_rule_held": ALWAYS,
}  # fmt: skip
SEEN_WITHIN = timedelta(minutes=10)
_AT_DESK = Prepared(
    lambda: (
        Session.objects.filter(person_id=Slot("person_id"), seen_at__gte=Slot("since"))
        .order_by()
        .values_list("person_id")[:1]
    )
)


class Notifications(msgspec.Struct, frozen=True):
    """An agent's choice for every occasion; quiet means that nothing comes by mail, whatever was chosen."""

    choices: Mapping[str, str]
    is_quiet: bool = False


def notifications_of(person_id: int) -> Notifications:
    """What holds for this agent; reference data."""
    return _chosen().get(person_id) or Notifications(USUAL)


def wants_mail(person_id: int, code: str) -> bool:
    """Whether this agent wants to hear of this by mail now. One query at most."""
    own = notifications_of(person_id)
    choice = NEVER if own.is_quiet else own.choices.get(code, ALWAYS)
    return choice == ALWAYS or (choice == AWAY and not is_at_desk(person_id))


def is_at_desk(person_id: int) -> bool:
    """Whether somebody did something in the browser in the last ten minutes."""
    return _AT_DESK.first(person_id=person_id, since=clock.now() - SEEN_WITHIN) is not None


@reference
def _chosen() -> Mapping[int, Notifications]:
    """Of everybody who has chosen something."""
    rows = NotificationSettings.objects.values_list("person_id", "choices", "is_quiet")
    return {person_id: Notifications(USUAL | choices, is_quiet) for person_id, choices, is_quiet in rows}
