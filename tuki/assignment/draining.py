"""Giving out what waits, ticket by ticket, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable

from tuki.assignment.commands.giving import Outcome, give_by_policy
from tuki.assignment.policies import automatic_teams
from tuki.assignment.queries.queues import queue_of
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refusal


def drain(actor: Actor, team_ids: Iterable[int]) -> int:
    """Gives the waiting tickets of these teams in their order, until nobody has room; how many. Twice is harmless."""
    given = 0
    for team_id in sorted(automatic_teams().intersection(team_ids)):
        for ticket_id in queue_of(team_id):
            outcome = _given(actor, ticket_id)
            given += outcome is Outcome.GIVEN
            if outcome is Outcome.NOBODY_FREE:
                break
    return given


def _given(actor: Actor, ticket_id: int) -> Outcome:
    try:
        return give_by_policy(actor, ticket_id)
    except Refusal:  # trashed, or closed to assignment, since the queue was read
        return Outcome.NOT_WAITING
