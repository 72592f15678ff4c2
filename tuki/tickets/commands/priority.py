"""How urgent, how grave, and so how soon: urgency and impact give the priority by the matrix, unless overridden."""

from __future__ import annotations

from typing import NamedTuple

from tuki.catalogue.priorities import LEVELS, PRIORITIES
from tuki.catalogue.queries import matrix_for
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, Refused
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import ImpactChanged, PriorityChanged, UrgencyChanged
from tuki.tickets.models import Ticket

LONGEST_REASON = 300


class Judged(NamedTuple):
    """What a ticket says of its importance; `reason` is empty when the matrix decides."""

    urgency: int
    impact: int
    priority: int
    reason: str


@command
def change_urgency(actor: Actor, reference: str, *, urgency: int) -> Ticket:
    """1 (very high) to 5 (none); the priority follows by the matrix unless it is overridden.

    Agents change it either way; the requester may only raise it, while the ticket is open.
    Announces `ticket.urgency_changed` with the priority before and after. Refuses `invalid`, `urgency_only_rises`.
    Nothing to do when it is so already.
    """
    ticket = fetched(actor, reference, rules.can_set_urgency)
    _insist_level(urgency, "urgency")
    if ticket.urgency == urgency:
        return ticket
    if urgency > ticket.urgency and not rules.can_change(actor, ticket):
        raise Refused("urgency_only_rises")
    priority = _by_matrix(ticket, urgency=urgency)
    change = UrgencyChanged(
        subject=ticket.id, old=ticket.urgency, new=urgency, old_priority=ticket.priority, new_priority=priority
    )
    announce(actor, change)
    save(ticket, urgency=urgency, priority=priority)
    return ticket


@command
def change_impact(actor: Actor, reference: str, *, impact: int) -> Ticket:
    """1 (major) to 5 (none), as the desk judges it; the priority follows by the matrix unless it is overridden.

    Announces `ticket.impact_changed` with the priority before and after. Refuses `invalid`. Nothing to do when it is
    so already.
    """
    ticket = fetched(actor, reference, rules.can_change)
    _insist_level(impact, "impact")
    if ticket.impact == impact:
        return ticket
    priority = _by_matrix(ticket, impact=impact)
    change = ImpactChanged(
        subject=ticket.id, old=ticket.impact, new=impact, old_priority=ticket.priority, new_priority=priority
    )
    announce(actor, change)
    save(ticket, impact=impact, priority=priority)
    return ticket


@command
def override_priority(actor: Actor, reference: str, *, priority: int, reason: str) -> Ticket:
    """1 (critical) to 4 (low), whatever the matrix says; the reason stays with the ticket.

    Announces `ticket.priority_changed` when priority or reason differ. Refuses `invalid`, and `required` when no reason
    is given.
    """
    ticket = fetched(actor, reference, rules.can_change)
    says = judged(ticket.brand_id, ticket.urgency, ticket.impact, priority, reason)
    if not says.reason:
        raise Invalid("required", field="reason")
    if (ticket.priority, ticket.priority_reason) != (priority, says.reason):
        announce(actor, PriorityChanged(subject=ticket.id, old=ticket.priority, new=priority))
        save(ticket, priority=priority, priority_reason=says.reason)
    return ticket


@command
def release_priority(actor: Actor, reference: str) -> Ticket:
    """The matrix decides again. Announces `ticket.priority_changed`; nothing to do when nobody overrode it."""
    ticket = fetched(actor, reference, rules.can_change)
    if ticket.priority_reason:
        priority = matrix_for(ticket.brand_id).priority_of(ticket.urgency, ticket.impact)
        announce(actor, PriorityChanged(subject=ticket.id, old=ticket.priority, new=priority, way="release"))
        save(ticket, priority=priority, priority_reason="")
    return ticket


def judged(brand_id: int, urgency: int, impact: int, priority: int | None, reason: str) -> Judged:
    """What a ticket of the brand says: by the matrix, or by `priority` when one is named. Refuses `invalid`."""
    _insist_level(urgency, "urgency")
    _insist_level(impact, "impact")
    if priority is None:
        return Judged(urgency, impact, matrix_for(brand_id).priority_of(urgency, impact), "")
    if priority not in PRIORITIES:
        raise Invalid("invalid", field="priority")
    return Judged(urgency, impact, priority, plain_line(reason, LONGEST_REASON))


def _by_matrix(ticket: Ticket, *, urgency: int | None = None, impact: int | None = None) -> int:
    if ticket.priority_reason:
        return ticket.priority
    return matrix_for(ticket.brand_id).priority_of(urgency or ticket.urgency, impact or ticket.impact)


def _insist_level(level: int, field: str) -> None:
    if level not in LEVELS:
        raise Invalid("invalid", field=field)
