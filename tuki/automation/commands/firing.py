"""A rule fires: its steps are taken together or not at all, logged with the reason; and they can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tuki.automation.actions import ACTIONS, Step
from tuki.automation.models import Firing, FiringState, Rule
from tuki.automation.rules import events
from tuki.automation.rules.asking import UNDOING
from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.effects import MAILING
from tuki.automation.rules.guarding import mail_forbidden, over_limit
from tuki.automation.rules.library import definition_of
from tuki.automation.rules.scope import insist_covered
from tuki.kernel import clock
from tuki.kernel.actors import Actor, ActorKind
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change, ticket_for


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """What made a rule fire: the trigger, the key by which it fires once, the verdict, and what led to it."""

    trigger: str
    key: str
    reasons: list[dict[str, Any]]
    depth: int = 0
    because_id: int | None = None


@command
def fire_rule(actor: Actor, rule: ReadyRule, ticket_id: int, *, occasion: Occasion) -> Firing | None:
    """Takes the steps of a rule on a ticket, all or none; None when it has fired on this occasion already.

    Over its limit the rule is held: the firing stands by, and `rule.held` asks somebody. Mails that no rule may write
    are left out and named. Announces `rule.fired` and what the steps announce; a refused step raises its refusal, and
    nothing is done (`note_refused` keeps it). Refuses persons: only the product lets rules fire.
    """
    _insist_product(actor)
    ticket = fetch_for_change(actor, ticket_id)
    row = Rule.objects.select_for_update().get(pk=rule.id)
    if Firing.objects.filter(rule=row, ticket=ticket, key=occasion.key).exists():
        return None
    now = clock.now()
    forbidden = mail_forbidden(ticket, now) if any(step.action in MAILING for step in rule.steps) else ""
    steps = [step for step in rule.steps if not (forbidden and step.action in MAILING)]
    firing = Firing(
        rule=row,
        ticket=ticket,
        key=occasion.key,
        trigger=occasion.trigger,
        reasons=occasion.reasons,
        left_out=[{"action": step.action, "why": forbidden} for step in rule.steps if step not in steps],
        mails=sum(step.action in MAILING for step in steps),
        depth=occasion.depth,
        because_id=occasion.because_id,
        fired_at=now,
    )
    return _hold_or_do(row, rule, firing, steps)


@command
def do_held_firing(actor: Actor, rule: ReadyRule, firing_id: int) -> Firing | None:
    """What stood by is done after all, unless the rule is held again; None when it no longer stands by."""
    _insist_product(actor)
    firing = _locked(firing_id, FiringState.HELD)
    if firing is None:
        return None
    row = Rule.objects.select_for_update().get(pk=rule.id)
    firing.fired_at = clock.now()
    left_out = {each["action"] for each in firing.left_out}
    return _hold_or_do(row, rule, firing, [step for step in rule.steps if step.action not in left_out])


@command
def note_refused(actor: Actor, rule_id: int, ticket_id: int, *, occasion: Occasion, problem: str) -> None:
    """A step was refused, so nothing was done: that is kept with its reason. Nothing to do when it is kept already."""
    _insist_product(actor)
    Firing.objects.get_or_create(
        rule_id=rule_id,
        ticket_id=ticket_id,
        key=occasion.key,
        defaults={
            "trigger": occasion.trigger,
            "reasons": occasion.reasons,
            "state": FiringState.REFUSED,
            "problem": problem[:300],
            "depth": occasion.depth,
            "because_id": occasion.because_id,
            "fired_at": clock.now(),
        },
    )


@command
def undo_firing(actor: Actor, firing_id: int) -> list[str]:
    """Takes back what a rule did on a ticket, last step first; gives the codes of steps that nothing takes back.

    No rule answers to what is taken back. Announces `rule.undone` and what the commands announce. Refuses
    `not_allowed`, `rule_too_wide`, `not_found`, and what a command refuses because the ticket has gone on since.
    Nothing to do when it was taken back already.
    """
    insist_covered(actor, _departments_of(firing_id))
    firing = _locked(firing_id, FiringState.DONE)
    if firing is None:
        if Firing.objects.filter(pk=firing_id, state=FiringState.UNDONE).exists():
            return []
        raise NotFound()
    ticket, actor = ticket_for(actor, firing.ticket.reference), actor.because(f"{UNDOING}{firing.id}")
    lasting = []
    for each in reversed(firing.steps):
        if each["inverse"] is None:
            lasting.append(each["action"])
            continue
        inverse = msgspec.convert(each["inverse"], Step)
        ACTIONS[inverse.action].run(actor, ticket, inverse.given)
        ticket = Ticket.objects.get(pk=ticket.pk)
    announce(actor, events.RuleUndone(subject=ticket.id, rule_id=firing.rule_id, firing_id=firing.id))
    firing.state = FiringState.UNDONE
    firing.save(update_fields=["state"])
    return lasting


def _hold_or_do(row: Rule, rule: ReadyRule, firing: Firing, steps: Sequence[Step]) -> Firing:
    limit = over_limit(row, rule.definition, mails=firing.mails, now=firing.fired_at)
    acting = Actor(kind=ActorKind.RULE, id=row.id, name=row.name)
    if limit is not None or (row.held_at is not None and firing.pk is None):
        firing.state = FiringState.HELD
        firing.save()
        if row.held_at is None and limit is not None:
            row.held_at, row.held_because = firing.fired_at, limit[0]
            row.save(update_fields=["held_at", "held_because"])
            announce(acting, events.RuleHeld(subject=row.id, limit=limit[0], count=limit[1]))
        return firing
    firing.state = FiringState.DONE
    firing.save()
    firing.steps = _taken(acting.because(f"firing:{firing.id}"), rule, firing.ticket_id, steps)
    firing.save(update_fields=["steps"])
    row.last_fired_at, row.fired_count = firing.fired_at, row.fired_count + 1
    row.save(update_fields=["last_fired_at", "fired_count"])
    fired = events.RuleFired(subject=firing.ticket_id, rule_id=row.id, firing_id=firing.id)
    announce(acting.because(f"firing:{firing.id}"), fired)
    return firing


def _taken(acting: Actor, rule: ReadyRule, ticket_id: int, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Step by step, as long as the ticket stays where the rule may touch it; refuses `leaves_departments`."""
    taken = []
    for step in steps:
        ticket = Ticket.objects.get(pk=ticket_id)
        if not rule.reaches(ticket.department_id):
            raise Refused("leaves_departments")
        action = ACTIONS[step.action]
        inverse = action.inverse(ticket, step.given)
        action.run(acting, ticket, step.given)
        taken.append({"action": step.action, "given": step.given, "inverse": msgspec.to_builtins(inverse)})
    return taken


def _departments_of(firing_id: int) -> list[int]:
    rule = Rule.objects.filter(firings=firing_id).first()
    return definition_of(rule).departments if rule is not None else []


def _locked(firing_id: int, state: FiringState) -> Firing | None:
    rows = Firing.objects.select_for_update(of=("self",)).select_related("ticket")
    return rows.filter(pk=firing_id, state=state).first()


def _insist_product(actor: Actor) -> None:
    if actor.is_person:
        raise Refused("not_allowed")
