"""The due loop: takes what is due first, counts it anew from its events, and says once what is to be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, keep_at_hand
from tuki.sla.clocks.keeping import AGAIN_AFTER, folded, keep, kept_clocks, rows_of
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.notices import note
from tuki.sla.clocks.receivers import Receivers
from tuki.sla.clocks.states import ClockState, Coming
from tuki.sla.events import OfClock, SlaBreached, SlaEscalated, SlaWarned
from tuki.tickets.models import Ticket

PORTION = 50
logger = structlog.get_logger("tuki.sla")


@command
def tell_portion(actor: Actor, *, most: int = PORTION) -> int:
    """Tells what is due on up to `most` tickets, those first that are due longest; how many were looked at.

    Announces `sla.warned`, `sla.breached` and `sla.escalated`, each once for a clock and its promised time. Tickets
    that another worker has in hand, or on which somebody works right now, are passed over.
    """
    free = _due_tickets().select_for_update(skip_locked=True, of=("self",))[:most]
    return _tell(actor, list({ticket.id: ticket for ticket in free}.values()))


@command
def tell_of(actor: Actor, ticket_id: int) -> None:
    """The same for one ticket."""
    _tell(actor, list(_tickets().filter(pk=ticket_id).select_for_update(of=("self",))))


@command
def put_off(actor: Actor, ticket_id: int) -> None:
    """A ticket that cannot be counted is looked at again in an hour."""
    later = clock.now() + AGAIN_AFTER
    Clock.objects.filter(ticket_id=ticket_id, next_check_at__lte=clock.now()).update(next_check_at=later)


def due_now(now: datetime) -> bool:
    """Whether anything is to be told; a cheap look."""
    return Clock.objects.filter(next_check_at__lte=now).exists()


def tell_all(actor: Actor, *, give_up_after: timedelta = timedelta(minutes=5)) -> int:
    """Everything that is due now, portion by portion; how many tickets were looked at.

    Where a portion fails, its tickets are told one by one, and what fails then is put off for an hour.
    """
    begun, count = clock.now(), 0
    while due_now(clock.now()) and clock.now() - begun < give_up_after:
        try:
            looked_at = tell_portion(actor)
        except Exception as error:
            logger.warning("portion_failed", error=repr(error))
            looked_at = _one_by_one(actor)
        if looked_at == 0:
            break
        count += looked_at
    return count


def _one_by_one(actor: Actor) -> int:
    ids = list(dict.fromkeys(_due_tickets().values_list("id", flat=True)[:PORTION]))
    for ticket_id in ids:
        try:
            tell_of(actor, ticket_id)
        except Exception as error:
            logger.error("ticket_not_counted", ticket=ticket_id, error=repr(error))
            put_off(actor, ticket_id)
    return len(ids)


def _tickets() -> QuerySet[Ticket]:
    """With what mails about them say."""
    return Ticket.objects.select_related("brand", "department")


def _due_tickets() -> QuerySet[Ticket]:
    """What is due longest comes first, a ticket as often as it has clocks to tell of."""
    due = _tickets().filter(clocks__next_check_at__lte=clock.now())
    return due.order_by("clocks__next_check_at", "clocks__id")


def _tell(actor: Actor, tickets: Sequence[Ticket]) -> int:
    if not tickets:
        return 0
    now, receivers = clock.now(), Receivers()
    wanted: dict[int, list[Clock]] = {}
    states = folded([ticket.id for ticket in tickets], now=now)
    events: list[OfClock] = []
    for ticket in tickets:
        keep_at_hand(ticket)
        told = [_told(actor, ticket, state, now, receivers, events) for state in states.get(ticket.id, [])]
        wanted[ticket.id] = rows_of(ticket.id, told)
    note(events, at=now)
    keep(wanted, kept_clocks(list(wanted)))
    return len(tickets)


def _told(
    actor: Actor, ticket: Ticket, state: ClockState, now: datetime, receivers: Receivers, events: list[OfClock]
) -> ClockState:
    """Says what is due of one clock; gives the clock as it is after that."""
    due = [coming for coming in state.coming() if coming.at <= now]
    for coming in due:
        event = _event(ticket, state, coming, receivers)
        announce(actor, event, happened_at=coming.at if isinstance(event, SlaBreached) else now)
        events.append(event)
    return replace(state, told=state.told | {coming.step.code for coming in due}) if due else state


def _event(ticket: Ticket, state: ClockState, coming: Coming, receivers: Receivers) -> OfClock:
    offset = coming.step.offset(state.minutes)
    type_ = SlaWarned if offset < state.minutes else SlaEscalated if offset > state.minutes else SlaBreached
    assert state.due_at is not None
    return type_(
        subject=ticket.id,
        target=state.target,
        round=state.round,
        minutes=state.minutes,
        step=coming.step.code,
        due_at=state.due_at,
        policy_id=state.policy.id,
        party=state.party,
        person_ids=receivers.of(ticket, coming.step),
    )


def troubled() -> int:
    """How many clocks cannot be computed."""
    return Clock.objects.exclude(trouble="").count()


__all__ = ["due_now", "put_off", "tell_all", "tell_of", "tell_portion", "troubled"]
