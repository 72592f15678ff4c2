"""Jobs of rules."""

from __future__ import annotations

import structlog

from tuki.automation.commands.firing import do_held_firing
from tuki.automation.commands.rehearsals import end_rehearsal, remove_old_rehearsals
from tuki.automation.commands.timing import plan_many, plan_time, put_off
from tuki.automation.commands.undoing import JOB as UNDO
from tuki.automation.commands.undoing import end_undo
from tuki.automation.models import Firing, FiringState, Rule, RuleDue
from tuki.automation.rehearsing.running import run_slice
from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.library import acting_rules
from tuki.automation.rules.running import ask_after, ask_for_time
from tuki.automation.rules.triggers import TIME
from tuki.automation.rules.undoing import run_slice as undo_slice
from tuki.kernel import clock, log
from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import job, scheduled
from tuki.kernel.refusals import NotFound, Refusal
from tuki.tickets.models import Ticket

logger = structlog.get_logger("tuki.rules")
AT_ONCE = 200


@job("rules.ask")
def ask(*, event_id: int) -> None:
    """Asks the rules about one event."""
    if entry := log.recorded(event_id):
        ask_after(entry)


@job("rules.time")
def time(*, ticket_id: int) -> None:
    """Plans anew when time brings this ticket to a rule."""
    rules = [rule for rule in acting_rules() if TIME in rule.definition.triggers]
    try:
        plan_time(system(f"ticket:{ticket_id}"), rules, ticket_id)
    except NotFound:
        return


@job("rules.plan")
def plan(*, rule_id: int, after_id: int) -> None:
    """The open tickets behind `after_id`, some at a time, for a rule that was switched on or changed."""
    rule = _acting(rule_id)
    if rule is None:
        return
    tickets = Ticket.objects.filter(id__gt=after_id, trashed_at=None, is_open=True).order_by("id")
    ids = list(tickets.values_list("id", flat=True)[:AT_ONCE])
    plan_many(system(f"rule:{rule_id}"), rule, ids)


@job("rules.held")
def held(*, rule_id: int) -> None:
    """What stood by while a rule was held is done now, in its order; stops when the rule is held again."""
    rule = _acting(rule_id)
    standing_by = Firing.objects.filter(rule_id=rule_id, state=FiringState.HELD).order_by("id")
    for firing_id in standing_by.values_list("id", flat=True):
        if rule is None or Rule.objects.filter(pk=rule_id, held_at__isnull=False).exists():
            return
        try:
            do_held_firing(system(f"firing:{firing_id}"), rule, firing_id)
        except Refusal as refusal:
            Firing.objects.filter(pk=firing_id).update(state=FiringState.REFUSED, problem=refusal.sentence[:300])


@scheduled("rules.due", every_seconds=15)
def due() -> None:
    """Tickets whose time has come, the earliest first; a row that cannot be computed waits an hour."""
    rules = {rule.id: rule for rule in acting_rules()}
    rows = RuleDue.objects.filter(due_at__lte=clock.now()).order_by("due_at", "id")
    for row in list(rows[:AT_ONCE]):
        rule = rules.get(row.rule_id)
        try:
            if rule is not None:
                ask_for_time(rule, row.ticket_id)
            plan_time(system(f"due:{row.id}"), [rule] if rule else [], row.ticket_id)
        except NotFound:
            RuleDue.objects.filter(pk=row.id).delete()
        except Exception as error:
            logger.error("rule_time_uncomputable", rule=row.rule_id, ticket=row.ticket_id, error=repr(error))
            put_off(system(f"due:{row.id}"), row.id)


def _undo_gave_up(*, undo_id: int, **_more: object) -> None:
    end_undo(system(f"undo:{undo_id}"), undo_id)


@job(UNDO, on_parked=_undo_gave_up)
def undo(*, undo_id: int) -> None:
    """Takes back what a rule did for some seconds."""
    undo_slice(undo_id)


def _gave_up(*, rehearsal_id: int, **_more: object) -> None:
    end_rehearsal(system(f"rehearsal:{rehearsal_id}"), rehearsal_id, failed=True)


@scheduled("rehearsals.remove", every_seconds=3600)
def remove_rehearsals() -> None:
    """Rehearsals that ended long ago go, with what they found."""
    while remove_old_rehearsals(system("rehearsals.remove")):
        pass


@job("rehearsals.run", on_parked=_gave_up)
def rehearse(*, rehearsal_id: int) -> None:
    """Replays a draft over history for some seconds."""
    run_slice(rehearsal_id)


def _acting(rule_id: int) -> ReadyRule | None:
    return next((rule for rule in acting_rules() if rule.id == rule_id), None)
