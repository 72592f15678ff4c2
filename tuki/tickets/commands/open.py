"""Opening a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.catalogue.categories import insist_offered
from tuki.catalogue.priorities import MEDIUM
from tuki.catalogue.queries import active_kinds, usual_kind
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, keep_at_hand
from tuki.kernel.database.counters import next_number
from tuki.kernel.database.inserting import insert
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.agents.teams import team_for
from tuki.people.models import Brand, Department, Person
from tuki.people.queries import departments, person_named
from tuki.tickets import permissions
from tuki.tickets.commands.priority import Judged, judged
from tuki.tickets.commands.tags import put_tags
from tuki.tickets.commands.turn import turn_of
from tuki.tickets.commands.writing import Writing, add_message
from tuki.tickets.events import TicketOpened
from tuki.tickets.models import MessageKind, Ticket
from tuki.tickets.queries.workflow import workflow_of

GIVEN = "Given with the request."


@command
def open_ticket(
    actor: Actor,
    *,
    department_id: int,
    requester_id: int,
    subject: str,
    writing: Writing,
    kind: str = "",
    category_id: int | None = None,
    urgency: int = MEDIUM,
    impact: int = MEDIUM,
    priority: int | None = None,
    priority_reason: str = GIVEN,
    tags: Sequence[str] = (),
    is_note: bool = False,
) -> Ticket:
    """A new request with its first message, by the requester or by an agent for them.

    Its priority follows urgency and impact by the matrix; a `priority` that is named overrides that, for a reason.
    Announces `ticket.opened` and `message.added`. Refuses `not_allowed` when an agent holds no `tickets.open` in the
    department or a customer asks for somebody else, `empty_message`, `unknown_kind`, `unknown_category`.
    Without `kind` it is an incident. `is_note`: what the agent wrote is an internal note about the request, not the
    requester's words.
    """
    department, requester = _place_and_person(actor, department_id, requester_id)
    if not writing.text.strip() and not writing.attachment_ids and not writing.html and not actor.is_trusted:
        raise Invalid("empty_message", field="text")
    kind = kind or usual_kind()
    if kind not in active_kinds():
        raise Invalid("unknown_kind", field="kind")
    insist_offered(category_id)
    says = judged(department.brand_id, urgency, impact, priority, priority_reason)
    ticket = _insert(department.brand, department, requester, subject, writing, kind, category_id, says)
    announce(
        actor,
        TicketOpened(
            subject=ticket.id,
            reference=ticket.reference,
            brand_id=ticket.brand_id,
            department_id=department.id,
            kind_code=kind,
            status=ticket.status_id,
            priority=says.priority,
            is_overridden=bool(says.reason),
            requester_id=requester.id,
            channel=writing.channel,
            urgency=urgency,
            impact=impact,
            category_id=category_id,
            team_id=ticket.team_id,
        ),
        happened_at=ticket.opened_at,
    )
    _first_message(actor, ticket, writing, requester, is_note=is_note)
    if tags:
        put_tags(actor, ticket, tags)
    return ticket


def _place_and_person(actor: Actor, department_id: int, requester_id: int) -> tuple[Department, Person]:
    department = departments().get(department_id)
    requester = person_named(requester_id)
    if department is None or not department.is_active or requester is None:
        raise NotFound()
    is_own = actor.id == requester_id and not actor.is_staff
    if actor.is_person and not is_own and not actor.holds(permissions.OPEN, department_id):
        raise Refused("not_allowed")
    return department, requester


def _insert(
    brand: Brand,
    department: Department,
    requester: Person,
    subject: str,
    writing: Writing,
    kind: str,
    category_id: int | None,
    says: Judged,
) -> Ticket:
    number = next_number(f"ticket:{brand.id}")
    opened_at, team = writing.written_at or clock.now(), team_for(department.id)
    ticket = Ticket(
        brand=brand,
        number=number,
        reference=f"{brand.prefix}-{number}",
        subject=plain_line(subject, 300) or plain_line(writing.text, 80) or "—",
        kind_id=kind,
        category_id=category_id,
        status_id=workflow_of(kind).initial,
        urgency=says.urgency,
        impact=says.impact,
        priority=says.priority,
        priority_reason=says.reason,
        department=department,
        team_id=team.id if team else None,
        requester=requester,
        organisation_id=requester.organisation_id,
        channel=writing.channel,
        language=writing.language or requester.language,
        opened_at=opened_at,
        updated_at=opened_at,
        last_message_at=opened_at,
        waiting_since=opened_at,
        turn_at=turn_of(opened_at, requester.organisation_id, requester.id),
    )
    insert(ticket)
    keep_at_hand(ticket)
    return ticket


def _first_message(actor: Actor, ticket: Ticket, writing: Writing, requester: Person, *, is_note: bool) -> None:
    by_agent = actor.is_person and actor.is_staff
    message = add_message(
        actor,
        ticket,
        writing,
        kind=MessageKind.NOTE if is_note else MessageKind.REPLY,
        author_id=actor.id if is_note else requester.id,
        is_public=not is_note,
        is_from_desk=by_agent and is_note,
        is_first=True,
        at=ticket.opened_at,
    )
    ticket.first_message_id = message.id
