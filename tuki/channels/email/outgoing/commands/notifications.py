"""What an agent wants to hear by mail: each chooses for themselves."""

from __future__ import annotations

from collections.abc import Mapping

from tuki.channels.email.models import NotificationSettings
from tuki.channels.email.outgoing.choices import CHOICES, USUAL, notifications_of
from tuki.channels.email.outgoing.events import NotificationsChanged
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, Refused


@command
def choose_notifications(actor: Actor, *, choices: Mapping[str, str], is_quiet: bool) -> None:
    """The actor hears of these occasions always, while away, or never; what is not named stays. Quiet stops all mails.

    Announces `person.notifications_changed` when something differs. Refuses `not_allowed` to who is no agent, and
    `invalid` for an unknown occasion or choice.
    """
    if not (actor.is_person and actor.is_staff) or actor.id is None:
        raise Refused("not_allowed")
    for code, choice in choices.items():
        if code not in USUAL or choice not in CHOICES:
            raise Invalid("invalid", field=code)
    before = notifications_of(actor.id)
    after = {**before.choices, **choices}
    changed = sorted(code for code in after if after[code] != before.choices[code])
    changed += ["quiet"] * (is_quiet != before.is_quiet)
    if changed:
        values = {"choices": after, "is_quiet": is_quiet}
        NotificationSettings.objects.update_or_create(person_id=actor.id, defaults=values)
        announce(actor, NotificationsChanged(subject=actor.id, fields=changed))
