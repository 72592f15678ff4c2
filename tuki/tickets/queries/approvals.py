"""Approvals that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tuki.kernel.actors import Actor
from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.people.queries import agents_in
from tuki.tickets.models import Approval, ApprovalState, Ticket
from tuki.tickets.permissions import APPROVE
from tuki.tickets.queries.seeing import visible_to
from tuki.tickets.queries.workflow import workflow_of

MOST_SHOWN = 500
_FIELDS = (
    "id", "ticket__reference", "ticket__subject", "ticket__department_id", "source_id", "target_id", "resolution_id",
    "asker_id", "asker__name", "asked_at", "state", "decider__name", "decided_at", "comment",
)  # fmt: skip


class ShownApproval(msgspec.Struct, frozen=True):
    """A wish that a ticket goes on, as pages and the API show it."""

    id: int
    reference: str
    subject: str
    department_id: int
    source: str
    target: str
    resolution: str | None
    asker_id: int | None
    asker: str | None
    asked_at: datetime
    state: str
    decider: str | None
    decided_at: datetime | None
    comment: str

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may decide: they hold the permission there and did not ask for it themselves."""
        return actor.holds(APPROVE, self.department_id) and (actor.id is None or actor.id != self.asker_id)


def waiting_for(actor: Actor) -> list[ShownApproval]:
    """What the actor may decide about, the oldest first; at most 500. One query."""
    rows = Approval.objects.filter(state=ApprovalState.PENDING, ticket__in=visible_to(actor).values("id"))
    areas = actor.areas(APPROVE)
    if areas is not None:
        rows = rows.filter(ticket__department_id__in=areas)
    if actor.is_person:
        rows = rows.exclude(asker_id=actor.id)
    return _shown(rows.order_by("asked_at", "id").values_list(*_FIELDS)[:MOST_SHOWN])


def approvals_of(ticket: Ticket) -> list[ShownApproval]:
    """All approvals of a ticket that the actor is known to see, the newest first; one query."""
    return _shown(Approval.objects.filter(ticket=ticket).order_by("-id").values_list(*_FIELDS)[:MOST_SHOWN])


def pending_on(ticket: Ticket) -> ShownApproval | None:
    """What waits on a ticket; no query where its workflow asks for no approvals."""
    if not workflow_of(ticket.kind_id).asks_approvals:
        return None
    rows = Approval.objects.filter(ticket=ticket, state=ApprovalState.PENDING).values_list(*_FIELDS)
    return next(iter(_shown(rows)), None)


def approvers(ticket: Ticket, *, asker_id: int | None) -> list[Person]:
    """Who may decide about a ticket of this department, but for who asked."""
    ids = [id_ for id_, _name in agents_in(ticket.department_id) if id_ != asker_id]
    agents = Person.objects.filter(id__in=ids).order_by("id")
    return [each for each in agents if actor_of(each, cause="").holds(APPROVE, ticket.department_id)]


def _shown(rows: Iterable[tuple]) -> list[ShownApproval]:
    return [ShownApproval(*row) for row in rows]
