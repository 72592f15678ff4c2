"""When time alone will bring a ticket to a rule: the rows that the clock looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tuki.automation.models import Firing, RuleDue
from tuki.automation.rules.asking import asked_of, due_at, occasion
from tuki.automation.rules.definition import ReadyRule
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command, enqueue
from tuki.kernel.refusals import Refused
from tuki.tickets.models import Ticket
from tuki.tickets.queries import fetch_for_change

AN_HOUR = timedelta(hours=1)


@command
def plan_time(actor: Actor, rules: Sequence[ReadyRule], ticket_id: int) -> None:
    """Writes down when each of these rules may next fire on the ticket by time; announces nothing.

    A rule that has fired since the moments that it counts from stayed as they are is not planned again.
    """
    if actor.is_person:
        raise Refused("not_allowed")
    fetch_for_change(actor, ticket_id, in_trash=False)
    asked, now = asked_of(ticket_id), clock.now()
    RuleDue.objects.filter(ticket_id=ticket_id, rule_id__in=[rule.id for rule in rules]).delete()
    if asked is None:
        return
    for rule in rules:
        moment = due_at(rule, asked, now)
        if moment is None:
            continue
        key = occasion(rule, asked, now)
        if not Firing.objects.filter(rule_id=rule.id, ticket_id=ticket_id, key=key).exists():
            RuleDue.objects.create(rule_id=rule.id, ticket_id=ticket_id, due_at=moment)


@command
def put_off(actor: Actor, due_id: int) -> None:
    """A row that could not be computed waits an hour, so that it stops nobody else."""
    if actor.is_person:
        raise Refused("not_allowed")
    RuleDue.objects.filter(pk=due_id).update(due_at=clock.now() + AN_HOUR)


@command
def plan_many(actor: Actor, rule: ReadyRule, ticket_ids: Sequence[int]) -> None:
    """The same for many tickets; the next ones follow in a job of their own."""
    for ticket_id in ticket_ids:
        if Ticket.objects.filter(pk=ticket_id, trashed_at=None).exists():
            plan_time(actor, [rule], ticket_id)
    if ticket_ids:
        enqueue("rules.plan", lane="slow", rule_id=rule.id, after_id=ticket_ids[-1])
