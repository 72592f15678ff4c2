"""Everything that a rule did since a moment is taken back, the latest first, some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from tuki.automation.models import Firing, FiringState, RuleUndo
from tuki.automation.rules.events import RuleUndoStarted
from tuki.automation.rules.scope import rule_to_change
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.refusals import Conflict, NotFound, Refused

JOB, LANE = "rules.undo", "slow"
MOST_LASTING = 500  # firings that are named in the list of what stays


@command
def undo_rule(actor: Actor, rule_id: int, *, since: datetime) -> RuleUndo:
    """Takes back all that the rule did from `since` on, in a job; the row says how far it is and what stays.

    Announces `rule.undo_started`, and `rule.undone` for each ticket. Refuses `not_allowed`, `rule_too_wide`,
    `not_found`, and `undo_running` while an earlier one is at work.
    """
    if not actor.is_person:
        raise Refused("not_allowed")
    rule = rule_to_change(actor, rule_id, with_retired=True)
    if RuleUndo.objects.filter(rule=rule, ended_at=None).exists():
        raise Conflict("undo_running")
    firings = Firing.objects.filter(rule=rule, state=FiringState.DONE, fired_at__gte=since)
    row = RuleUndo.objects.create(
        rule=rule,
        since=since,
        asked_by_id=actor.id or 0,
        made_at=clock.now(),
        firing_count=firings.count(),
        next_id=(firings.aggregate(last=Max("id"))["last"] or 0) + 1,
    )
    announce(actor, RuleUndoStarted(subject=rule.id, undo_id=row.id, since=since))
    enqueue(JOB, lane=LANE, undo_id=row.id)
    return row


@command
def note_undone(
    actor: Actor, undo_id: int, firing_id: int, *, actions: Sequence[str] = (), refused: str | None = None
) -> None:
    """What became of one firing: `actions` stay although the rest was taken back, or all of it was `refused` (code).

    Nothing to do when the run has ended or was there already.
    """
    row = RuleUndo.objects.select_for_update().filter(pk=undo_id, ended_at=None).first()
    if row is None or firing_id >= row.next_id:
        return
    stays: dict[str, Any] = {"actions": list(actions)} if actions else {"why": refused} if refused else {}
    if stays and len(row.lasting) < MOST_LASTING:
        row.lasting = [*row.lasting, {"firing": firing_id, **stays}]
    row.next_id, row.seen_count = firing_id, row.seen_count + 1
    row.undone_count += refused is None
    row.save(update_fields=["next_id", "seen_count", "undone_count", "lasting"])


@command
def end_undo(actor: Actor, undo_id: int) -> None:
    """Everything was seen, or somebody wants no more of it. Nothing to do when it has ended."""
    row = RuleUndo.objects.filter(pk=undo_id).first()
    if row is None:
        raise NotFound()
    rule_to_change(actor, row.rule_id, with_retired=True)
    RuleUndo.objects.filter(pk=undo_id, ended_at=None).update(ended_at=clock.now())


@command
def go_on_undoing(actor: Actor, undo_id: int) -> None:
    """The rest follows in a job of its own."""
    enqueue(JOB, lane=LANE, undo_id=undo_id)
