"""Giving waiting tickets to agents by the policy of their team."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Max

from tuki.assignment.choosing import choose
from tuki.assignment.models import Turn
from tuki.assignment.policies import policy_of
from tuki.assignment.queries.loads import candidates, wanted
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database.locks import lock_until_commit
from tuki.people.agents.teams import teams
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.queries import fetch_for_change

LOCK = "assignment"


class Outcome(StrEnum):
    """What became of a waiting ticket: given, nobody fits it, nobody has room at all, or it does not wait any more."""

    GIVEN = "given"
    NOBODY_FITS = "nobody_fits"
    NOBODY_FREE = "nobody_free"
    NOT_WAITING = "not_waiting"


@command
def give_by_policy(actor: Actor, ticket_id: int) -> Outcome:
    """Gives a waiting ticket to the agent whom its team's policy chooses. Announces `ticket.assigned` with reasons.

    Two who try at once give it once: the ticket is locked and asked whether it still waits. All choices stand in one
    line (`LOCK`), so that two tickets at once do not fill one agent above capacity.
    """
    lock_until_commit(LOCK)
    ticket = fetch_for_change(actor, ticket_id)
    team = teams().get(ticket.team_id or 0)
    if team is None or ticket.assignee_id is not None or not ticket.is_open:
        return Outcome.NOT_WAITING
    policy = policy_of(team.id)
    who = candidates(team, ticket.department_id, policy)
    if not policy.is_automatic or not any(each.has_room(1) for each in who):
        return Outcome.NOBODY_FREE
    choice = choose(who, wanted(ticket, policy), policy)
    if choice is None:
        return Outcome.NOBODY_FITS
    assign_ticket(actor, ticket.id, assignee_id=choice.agent_id, because=choice.because)
    _note_turn(team.id, choice.agent_id)
    return Outcome.GIVEN


def _note_turn(team_id: int, person_id: int) -> None:
    last = Turn.objects.filter(team_id=team_id).aggregate(Max("number"))["number__max"] or 0
    Turn.objects.update_or_create(team_id=team_id, person_id=person_id, defaults={"number": last + 1})
