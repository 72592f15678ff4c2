"""Notices about rules: seeing them."""

from __future__ import annotations

from tuki.automation.models import RuleNotice
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Refused


@command
def see_rule_notices(actor: Actor) -> int:
    """The actor has seen all their notices about rules; how many were new. Announces nothing: nobody else is
    concerned."""
    if actor.id is None:
        raise Refused("not_allowed")
    return RuleNotice.objects.filter(person_id=actor.id, seen_at=None).update(seen_at=clock.now())
