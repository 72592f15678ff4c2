"""A ticket's clocks, each with its whole sum."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tuki.api.due import SumPart
from tuki.api.routes import Routes
from tuki.api.shapes import Items
from tuki.kernel.actors import Actor
from tuki.sla.clocks.queries import account_of
from tuki.sla.clocks.states import ONE_MINUTE, ClockState
from tuki.sla.worktime import Label, WorktimeError
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("service levels")


class ClockShape(msgspec.Struct):
    """One promise in one round. `state`: running, paused, met, missed or dropped (stopped with nothing to keep).

    `minutes` are promised, `used_minutes` and `left_minutes` (below zero when late) are working time. `due_at` is null
    while it is paused with time left. `sum`: every stretch until it is due, or until it stopped.
    """

    target: str
    round: int
    party: str
    policy: int | None
    state: str
    is_breached: bool
    minutes: int
    used_minutes: float
    left_minutes: float
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    sum: list[SumPart]


@routes.get("/tickets/{reference:number}/clocks", scope="tickets:read", answer=Items[ClockShape])
def show_clocks(actor: Actor, number: str) -> Items[ClockShape]:
    """Everything that is counted on the ticket; customers see what is promised to them."""
    account = account_of(ticket_for(actor, number))
    if account is None:
        return Items([], None)
    is_agent = sees_notes(actor)
    return Items([_shape(each, is_agent) for each in (account.clocks if is_agent else account.promises)], None)


def _shape(state: ClockState, is_agent: bool) -> ClockShape:
    return ClockShape(
        target=state.target,
        round=state.round,
        party=state.party,
        policy=state.policy.id if is_agent else None,
        state=state.state.value,
        is_breached=state.is_breached,
        minutes=state.minutes,
        used_minutes=round(state.used / ONE_MINUTE, 3),
        left_minutes=round(state.left / ONE_MINUTE, 3),
        started_at=state.started_at,
        due_at=state.due_at,
        stopped_at=state.stopped_at,
        sum=_sum(state),
    )


def _sum(state: ClockState) -> list[SumPart]:
    zone = state.calendar.zone
    try:
        parts = state.sum()
    except WorktimeError:
        return []
    found = []
    for part in parts:
        by = state.standing_of(part) if part.label is Label.PAUSED else None
        reason = (by.status if by else "") if part.label is Label.PAUSED else part.reason
        start, end = (moment.astimezone(zone).isoformat() for moment in (part.start, part.end))
        found.append(SumPart(start, end, round(part.minutes, 3), part.label.value, reason))
    return found
