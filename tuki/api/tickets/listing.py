"""Lists of tickets, and one ticket."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tuki.api.naming import person_ids
from tuki.api.refusals import Misnamed
from tuki.api.routes import Routes
from tuki.api.searching import problem_shapes
from tuki.api.shapes import Code, Found, Page
from tuki.api.tickets.shapes import FIELDS, TicketShape, shaped, ticket_shape
from tuki.kernel.actors import Actor
from tuki.search.filter_values import unknown_values
from tuki.search.misunderstood import query_problems
from tuki.search.narrowing import narrowed
from tuki.tickets.queries.lists import filtered, page_as
from tuki.tickets.queries.views import VIEWS, in_view

routes = Routes("tickets")

Values = Annotated[list[Code], Meta(max_length=50)]
Addresses = Annotated[list[Annotated[str, Meta(max_length=254)]], Meta(max_length=50)]


class TicketQuery(Page):
    """Which tickets. Values under one name are alternatives; different names narrow.

    `assignee`: `me`, `none` or ids; `requester`: ids or mail addresses; other names take ids or codes.
    `q`: words, "phrases" and filters such as `is:unread`, as in the desk's own search.
    `order`: `updated` (last change first) or `waiting` (who has waited longest for us first), `due` (least time left
    first; only those for which time runs) or `value` (by the weight of the customer and waiting).
    """

    view: Literal[VIEWS] = "all"  # type: ignore[valid-type]  # a tuple of the desk's views
    order: Literal["updated", "waiting", "due", "value"] = "updated"
    status: Values = []
    department: Values = []
    assignee: Values = []
    priority: Values = []
    kind: Values = []
    urgency: Values = []
    impact: Values = []
    category: Values = []
    tag: Values = []
    requester: Addresses = []
    organisation: Values = []
    q: Annotated[str, Meta(max_length=500)] = ""


_FILTERS = (
    "status",
    "department",
    "assignee",
    "priority",
    "kind",
    "urgency",
    "impact",
    "category",
    "tag",
    "organisation",
)


@routes.get("/tickets", scope="tickets:read", query=TicketQuery, answer=Found[TicketShape], cost=2)
def list_tickets(actor: Actor, query: TicketQuery) -> Found[TicketShape]:
    """The tickets that the caller may see, the trash apart (`view=trash`). Refuses values that name nothing there is,
    but for tags, which are free words, and addresses of strangers. Four queries."""
    filters = {name: getattr(query, name) for name in _FILTERS}
    for unknown in unknown_values(actor, filters | {"requester": query.requester}):
        raise Misnamed.value(unknown.name, unknown.value, unknown.near)
    if query.requester:
        filters["requester"] = [str(each) for each in person_ids(query.requester)] or ["0"]
    tickets = narrowed(filtered(in_view(actor, query.view), actor, filters), actor, query.q)
    page = page_as(tuple, FIELDS, tickets, order=query.order, cursor=query.cursor, size=query.size)
    problems = query_problems(actor, query.q) if query.q and not query.cursor else ()
    return Found(shaped(actor, page.rows), page.older, problem_shapes(problems))


@routes.get("/tickets/{reference:number}", scope="tickets:read", answer=TicketShape)
def show_ticket(actor: Actor, number: str) -> TicketShape:
    """One ticket."""
    return ticket_shape(actor, number)
