"""A run that takes back what a rule did: some seconds at a time, so that a kill costs nothing."""

from __future__ import annotations

import time

from tuki.automation.commands.firing import undo_firing
from tuki.automation.commands.undoing import end_undo, go_on_undoing, note_undone
from tuki.automation.models import Firing, FiringState, RuleUndo
from tuki.kernel.actors import Actor, system
from tuki.kernel.jobs.running import note_progress
from tuki.kernel.refusals import Refusal
from tuki.people.access import actor_of
from tuki.people.models import Person

SLICE_SECONDS = 15.0
AT_ONCE = 100


def run_slice(undo_id: int) -> None:
    """Takes back firings for some seconds with the rights of whoever asked for it, then hands on or ends."""
    ends_at, cause = time.monotonic() + SLICE_SECONDS, system(f"undo:{undo_id}")
    while time.monotonic() < ends_at:
        row = RuleUndo.objects.filter(pk=undo_id, ended_at=None).first()
        if row is None:
            return
        person = Person.objects.filter(pk=row.asked_by_id, is_active=True).first()
        done = Firing.objects.filter(rule_id=row.rule_id, state=FiringState.DONE, fired_at__gte=row.since)
        ids = list(done.filter(id__lt=row.next_id).order_by("-id").values_list("id", flat=True)[:AT_ONCE])
        if not ids or person is None:
            end_undo(cause, undo_id)
            return
        actor = actor_of(person, cause=f"undo:{undo_id}")
        for firing_id in ids:
            _undo(actor, undo_id, firing_id)
        note_progress()
    go_on_undoing(cause, undo_id)


def _undo(actor: Actor, undo_id: int, firing_id: int) -> None:
    try:
        note_undone(actor, undo_id, firing_id, actions=undo_firing(actor, firing_id))
    except Refusal as refusal:
        note_undone(actor, undo_id, firing_id, refused=refusal.code)
