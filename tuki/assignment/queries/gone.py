"""Which tickets lie with agents who are gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tuki.assignment.policies import policies, policy_of
from tuki.assignment.queries.loads import OURS
from tuki.kernel import clock
from tuki.people.models import AgentState, State
from tuki.tickets.models import Ticket

DEACTIVATED, OFFLINE = "agent_deactivated", "agent_offline"


def lying_with_gone() -> Iterator[tuple[int, int]]:
    """Tickets to put back, each with its agent: all open ones of the deactivated, and the unanswered ones of who is
    offline for longer than the team's policy lets them lie. One query, and one for each team with such a policy."""
    open_tickets = Ticket.objects.filter(is_open=True, trashed_at=None).order_by("id")
    yield from open_tickets.filter(assignee__is_active=False).values_list("id", "assignee_id")
    for team_id, policy in policies().items():
        if policy.grace_minutes is not None:
            since = clock.now() - timedelta(minutes=policy.grace_minutes)
            gone = AgentState.objects.filter(state=State.OFFLINE, since__lte=since).values("person_id")
            found = open_tickets.filter(team_id=team_id, assignee_id__in=gone, waiting_since__isnull=False)
            yield from found.filter(status__stage__in=OURS).values_list("id", "assignee_id")


def why_gone(ticket: Ticket) -> str | None:
    """The code of the reason why the ticket goes back to its queue, or None when it stays where it is."""
    if ticket.assignee is None or not ticket.is_open:
        return None
    if not ticket.assignee.is_active:
        return DEACTIVATED
    grace = policy_of(ticket.team_id).grace_minutes
    if grace is None or ticket.waiting_since is None or ticket.status.stage not in OURS:
        return None
    limit = clock.now() - timedelta(minutes=grace)
    gone = AgentState.objects.filter(person_id=ticket.assignee_id, state=State.OFFLINE, since__lte=limit)
    return OFFLINE if gone.exists() else None
