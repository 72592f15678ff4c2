"""A ticket as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from tuki.api.shapes import CategoryRef, DepartmentRef, OrganisationRef, PersonRef, TeamRef
from tuki.catalogue.categories import category_path
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.agents.teams import teams
from tuki.people.queries import main_address, main_addresses, organisation_named
from tuki.tickets.models import Ticket
from tuki.tickets.queries import visible_to
from tuki.tickets.queries.lists import tags_of
from tuki.tickets.queries.seeing import sees_notes


class TicketShape(msgspec.Struct):
    """A ticket. `number` is what people call it; `waiting_since`: when its requester began to wait for us.

    `urgency` and `impact`: 1 (highest) to 5; `priority`: 1 (critical) to 4 (low), by the matrix of these unless there
    is a `priority_reason`. Times are RFC 3339 in UTC. That reason, teams and agents' addresses are shown to agents
    only.
    """

    number: str
    subject: str
    kind: str
    category: CategoryRef | None
    status: str
    resolution: str | None
    urgency: int
    impact: int
    priority: int
    priority_reason: str
    department: DepartmentRef
    team: TeamRef | None
    assignee: PersonRef | None
    requester: PersonRef
    organisation: OrganisationRef | None
    tags: list[str]
    channel: str
    language: str
    opened_at: datetime
    updated_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    trashed_at: datetime | None
    version: int


def _team(team_id: int | None) -> TeamRef | None:
    team = teams().get(team_id or 0)
    return TeamRef(team.id, team.name, team.line) if team else None


def _category(category_id: int | None) -> CategoryRef | None:
    return CategoryRef(category_id, category_path(category_id)) if category_id else None


FIELDS = (
    "id", "reference", "subject", "kind_id", "category_id", "status_id", "resolution_id", "urgency", "impact",
    "priority", "priority_reason", "department_id", "department__name", "team_id", "assignee_id", "assignee__name",
    "assignee__email", "requester_id", "requester__name", "requester__email", "requester__is_staff", "organisation_id",
    "organisation__name", "channel", "language", "opened_at", "updated_at", "last_message_at", "waiting_since",
    "completed_at", "closed_at", "trashed_at", "version",
)  # fmt: skip
_TIMES = FIELDS.index("channel")


def ticket_shape(actor: Actor, number: str) -> TicketShape:
    """One visible ticket, in the trash or not; `not_found` otherwise. Costs three queries."""
    for in_trash in (False, True):
        rows = visible_to(actor, in_trash=in_trash).filter(reference=number.upper()).values_list(*FIELDS)
        if found := shaped(actor, list(rows)):
            return found[0]
    raise NotFound()


def shaped(actor: Actor, rows: Sequence[Sequence[Any]]) -> list[TicketShape]:
    """Tickets from the values of `FIELDS`; two queries, whatever their number."""
    if not rows:
        return []
    tags, addresses = tags_of([row[0] for row in rows]), main_addresses()
    sees_agents = sees_notes(actor)
    return [_shape(row, tags.get(row[0], []), addresses, sees_agents) for row in rows]


def opened_shape(actor: Actor, ticket: Ticket) -> TicketShape:
    """A ticket that the running command has just opened; at most two queries.

    Opening is the busiest of all writes (goal P4), so what is known already is not read again.
    """
    department, requester = ticket.department, ticket.requester
    organisation = organisation_named(ticket.organisation_id)
    return TicketShape(
        ticket.reference,
        ticket.subject,
        ticket.kind_id,
        _category(ticket.category_id),
        ticket.status_id,
        ticket.resolution_id,
        ticket.urgency,
        ticket.impact,
        ticket.priority,
        ticket.priority_reason,
        DepartmentRef(department.id, department.name, main_address(department)),
        _team(ticket.team_id) if sees_notes(actor) else None,
        None,
        PersonRef(requester.id, requester.name, requester.email),
        OrganisationRef(organisation.id, organisation.name) if organisation else None,
        [],
        *(getattr(ticket, name) for name in FIELDS[_TIMES:]),
    )


def _shape(row: Sequence[Any], tags: list[str], addresses: Mapping[int, str], sees_agents: bool) -> TicketShape:
    (
        _id, number, subject, kind, category, status, resolution, urgency, impact, priority, reason, department_id,
        department, team_id, assignee_id, assignee, assignee_email, requester_id, requester, requester_email, is_staff,
        organisation_id, organisation,
    ) = row[:_TIMES]  # fmt: skip
    return TicketShape(
        number,
        subject,
        kind,
        _category(category),
        status,
        resolution,
        urgency,
        impact,
        priority,
        reason if sees_agents else "",
        DepartmentRef(department_id, department, addresses.get(department_id, "")),
        _team(team_id) if sees_agents else None,
        PersonRef(assignee_id, assignee, assignee_email if sees_agents else "") if assignee_id else None,
        PersonRef(requester_id, requester, requester_email if sees_agents or not is_staff else ""),
        OrganisationRef(organisation_id, organisation) if organisation_id else None,
        tags,
        *row[_TIMES:],
    )
