"""Opening tickets."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from tuki.api.categories import category_id
from tuki.api.files import GivenFiles, read_with_files, taken
from tuki.api.naming import department_to_open_in, requester_id
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Code, Id, Input, Line, LongText, Name
from tuki.api.tickets.shapes import TicketShape, opened_shape
from tuki.catalogue.categories import category_tree
from tuki.catalogue.priorities import MEDIUM
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.queries import departments_visible_to
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.writing import from_agent
from tuki.tickets.queries.conversation import tag_names

routes = Routes("tickets")
CHANNEL = "api"
Path = Annotated[str, Meta(max_length=800)]
Level = Annotated[int, Meta(ge=1, le=5)]
Tags = Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=50)]


class NewTicket(Input):
    """A request. Customers ask for themselves; agents name a `requester` by mail address or id.

    `department`: id or name; without it the first that the caller may write to. `files`: ids of uploads, or contents.
    `category`: id or path of names (`Hardware/Printers`); its department is taken when none is named.
    `urgency` and `impact`, 1 (highest) to 5, give the priority by the matrix; a `priority` overrides it. Impact,
    priority and tags are for agents; of customers they are passed over.
    """

    subject: Line
    text: LongText = ""
    html: LongText = ""
    department: Id | Name | None = None
    requester: Id | Address | None = None
    category: Id | Path | None = None
    kind: Code = "incident"
    urgency: Level = MEDIUM
    impact: Level = MEDIUM
    priority: Annotated[int, Meta(ge=1, le=4)] | None = None
    tags: Tags = []
    files: GivenFiles = []


@routes.post("/tickets", scope="tickets:write", body=NewTicket, answer=TicketShape, status=201, read=read_with_files)
def open_new_ticket(actor: Actor, body: NewTicket) -> TicketShape:
    """Opens a ticket with its first message."""
    if not body.subject.strip():
        raise Invalid("required", field="subject")
    if actor.is_staff and body.requester is None:
        raise Invalid("required", field="requester")
    files = taken(actor, body.files)
    category = category_id(body.category)
    ticket = open_ticket(
        actor,
        department_id=_department(actor, body.department, category),
        requester_id=_requester(actor, body),
        subject=body.subject,
        writing=from_agent(text=body.text, html=body.html, attachment_ids=files, channel=CHANNEL),
        kind=body.kind,
        category_id=category,
        urgency=body.urgency,
        impact=body.impact if actor.is_staff else MEDIUM,
        priority=body.priority if actor.is_staff else None,
        tags=body.tags if actor.is_staff else (),
    )
    shape = opened_shape(actor, ticket)
    shape.tags = tag_names(ticket) if body.tags else []
    return shape


def _department(actor: Actor, named: int | str | None, category: int | None) -> int:
    """Where the request says, else where its category goes as far as the actor may write there, else the first."""
    row = category_tree().get(category) if category is not None and named is None else None
    wanted = row.definition.department_id if row else None
    if wanted is not None and departments_visible_to(actor).filter(pk=wanted, is_active=True).exists():
        return wanted
    return department_to_open_in(actor, named)


def _requester(actor: Actor, body: NewTicket) -> int:
    """Agents may register somebody new by an address; customers name nobody but themselves."""
    assert actor.id is not None
    if body.requester is None or body.requester == actor.id:
        return actor.id
    return requester_id(actor, body.requester)
