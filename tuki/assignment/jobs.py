"""What the room does by the clock."""

from __future__ import annotations

from tuki.assignment.commands.putting_back import put_back
from tuki.assignment.draining import drain
from tuki.assignment.policies import automatic_teams
from tuki.assignment.queries.gone import lying_with_gone
from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import scheduled


@scheduled("assignment.sweep", every_seconds=60)
def sweep() -> None:
    """Puts back what lies with agents who are gone, then gives what waits: for changes that no event told of."""
    actor = system("assignment")
    for ticket_id, agent_id in list(lying_with_gone()):
        put_back(actor, ticket_id, agent_id=agent_id)
    drain(actor, automatic_teams())
