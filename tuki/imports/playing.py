"""Plays the story of a case by the commands of the desk, each step at its own moment of the past."""

from __future__ import annotations

from tuki.imports.naming import Names
from tuki.imports.unfolding import Step, Story
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.people.agents.teams import teams
from tuki.tickets.commands.change import change_category, change_kind
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority
from tuki.tickets.commands.recording import record_assignee, record_status, record_team
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

CHANNELS = {"phone": "phone", "email": "mail", "mail": "mail", "web": "web", "portal": "web", "chat": "chat"}
REASON = "As it was in the imported table."


def opened(actor: Actor, story: Story, key: str, names: Names, department_id: int) -> Ticket:
    """The ticket with its first message, at the moment of its opening."""
    first = story.first
    with clock.at(story.opened_at):
        return open_ticket(
            actor,
            department_id=department_id,
            requester_id=names.requester(first.get("requester", ""), first.get("requester_address", "")),
            subject=first.get("subject") or key,
            writing=Writing(
                text=first.get("text") or first.get("subject") or key,
                channel=CHANNELS.get(first.get("channel", "").casefold(), "web"),
                written_at=story.opened_at,
            ),
            kind=first.get("kind", "incident"),
            urgency=int(first.get("urgency", 3)),
            impact=int(first.get("impact", 3)),
            priority=int(first["priority"]) if "priority" in first else None,
            priority_reason=REASON,
            category_id=names.category(first.get("category", "")),
            tags=[each.strip() for each in first.get("tags", "").split(",") if each.strip()],
        )


def played(actor: Actor, ticket: Ticket, steps: list[Step], names: Names) -> None:
    """What one row changed."""
    for step in steps:
        with clock.at(step.at):
            _play(actor, ticket, step, names)


def _play(actor: Actor, ticket: Ticket, step: Step, names: Names) -> None:
    match step.field:
        case "status":
            record_status(actor, ticket.id, status=step.value, resolution=step.resolution)
        case "assignee":
            record_assignee(actor, ticket.id, assignee_id=names.agent(step.value))
        case "team":
            if (team_id := names.team(step.value)) is not None:
                record_team(actor, ticket.id, team_id=team_id, line=teams()[team_id].line)
        case "category":
            change_category(actor, ticket.reference, category_id=names.category(step.value))
        case "kind":
            change_kind(actor, ticket.reference, kind=step.value)
        case "urgency":
            change_urgency(actor, ticket.reference, urgency=int(step.value))
        case "impact":
            change_impact(actor, ticket.reference, impact=int(step.value))
        case "priority":
            override_priority(actor, ticket.reference, priority=int(step.value), reason=REASON)
