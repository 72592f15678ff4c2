"""Lists of tickets: named views, filters, three orders, keyset paging; one query with three joins a page."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from tuki.catalogue.categories import categories_below
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.refusals import Invalid
from tuki.people.models import Person
from tuki.tickets.models import Ticket, TicketTag
from tuki.tickets.queries.orders import ORDERS, UPDATED, Order
from tuki.tickets.queries.seeing import READER, Question
from tuki.tickets.queries.views import is_trash, of_view

PAGE = 50
R = TypeVar("R")


_TAGS = Prepared(
    lambda: (
        TicketTag.objects.filter(ticket_id__in=Slots("ticket_ids"))
        .order_by("tag__name")
        .values_list("ticket_id", "tag__name")
    )
)


class TicketRow(msgspec.Struct, frozen=True):
    """A ticket as lists show it."""

    id: int
    reference: str
    subject: str
    status: str
    priority: int
    channel: str
    requester: str
    organisation: str | None
    assignee_id: int | None
    assignee: str | None
    updated_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None


# A list's column is added here, in `TicketRow`, and where the row is drawn.
FIELDS = (
    "id", "reference", "subject", "status_id", "priority", "channel", "requester__name", "organisation__name",
    "assignee_id", "assignee__name", "updated_at", "last_message_at", "waiting_since",
)  # fmt: skip


# Every ticket has a requester, so the database might begin a join with all persons, and then sort all their tickets.
_LOOKED_UP = {"requester__name": Subquery(Person.objects.filter(pk=OuterRef("requester_id")).values("name"))}


class Page(msgspec.Struct, Generic[R], frozen=True):
    """Rows in order, and the cursors of the pages beside them (None at the ends)."""

    rows: list[R]
    newer: str | None
    older: str | None


def filtered(tickets: QuerySet[Ticket], actor: Actor, filters: Mapping[str, Sequence[str]]) -> QuerySet[Ticket]:
    """Narrows by department, status, urgency, impact, priority, kind, category (or `none`), assignee (`me`, `none` or
    an id), tag, requester and organisation.

    Values under one name are alternatives. Refuses `invalid` for names and numbers that make no sense.
    """
    for name, values in filters.items():
        if values:
            tickets = _narrowed(tickets, actor, name, values)
    return tickets


def view_page(actor: Actor, view: str, *, order: str = "updated", cursor: str = "") -> Page[TicketRow]:
    """A page of a view without filters, as `page_of` gives it; its query is prepared."""
    in_trash, place = is_trash(view), _Place.read(order, cursor)
    found = _pages(view, in_trash, place.order, place.is_back, place.at is not None)
    at, id_ = place.at or (None, None)
    return _page(_made_row, FIELDS, found.all(actor, at=at, after_id=id_), place, PAGE)


def page_of(
    tickets: QuerySet[Ticket], *, order: str = "updated", cursor: str = "", size: int = PAGE
) -> Page[TicketRow]:
    """One page. `order`: `updated` (last change first), `waiting` (longest waiting first), `value` (by the
    customer's weight and waiting, see docs/customer-value.md), or one that a room above declares."""
    return page_as(_made_row, FIELDS, tickets, order=order, cursor=cursor, size=size)


def page_as(
    make: Callable[[Sequence[Any]], R],
    fields: Sequence[str],
    tickets: QuerySet[Ticket],
    *,
    order: str = "updated",
    cursor: str = "",
    size: int = PAGE,
) -> Page[R]:
    """One page of rows that `make` forms from the values of `fields`; see `page_of`.

    Among the fields is `id`.
    """
    place = _Place.read(order, cursor)
    rows = place.rows(tickets, place.at, fields)[: size + 1]
    return _page(make, fields, list(rows), place, size)


def tags_of(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The tags of each ticket by name; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for ticket_id, name in _TAGS.all(ticket_ids=ticket_ids):
        found[ticket_id].append(name)
    return found


def _made_row(row: Sequence[Any]) -> TicketRow:
    return TicketRow(*row)


class _Place(msgspec.Struct, frozen=True):
    """Where a page begins: behind a row, reading on or back."""

    order: str
    is_back: bool
    at: tuple[datetime, int] | None

    @classmethod
    def read(cls, order: str, cursor: str) -> _Place:
        return cls(order if order in ORDERS else UPDATED, *_read_cursor(cursor))

    @property
    def field(self) -> str:
        return ORDERS[self.order].field

    def columns(self, fields: Sequence[str]) -> Sequence[str]:
        """These fields, and where it is not among them the moment that the order follows."""
        return fields if self.field in fields else (*fields, self.field)

    def rows(self, tickets: QuerySet[Ticket], at: tuple[Any, Any] | None, fields: Sequence[str]) -> QuerySet[Any, Any]:
        """The values of `columns`, in order."""
        order = ORDERS[self.order]
        falling = order.is_descending != self.is_back
        tickets = order.joined(tickets) if order.joined else tickets
        if self.order != UPDATED:
            tickets = tickets.filter(**{f"{order.field}__isnull": False}, is_open=True)
        if at is not None:
            tickets = tickets.filter(_beyond(order, at, falling=falling))
        names = (order.field, order.id_field)
        ordered = tickets.order_by(*(F(name).desc() if falling else name for name in names))
        return ordered.values_list(*(_LOOKED_UP.get(name, name) for name in self.columns(fields)))


@lru_cache(maxsize=256)
def _pages(view: str, in_trash: bool, order: str, is_back: bool, has_place: bool) -> Question[tuple[Any, ...]]:
    place = _Place(order, is_back, None)
    at = (Slot("at"), Slot("after_id")) if has_place else None
    return Question(
        lambda tickets: place.rows(of_view(tickets, view, READER), at, FIELDS)[: PAGE + 1],
        in_trash=in_trash,
    )


def _page(
    make: Callable[[Sequence[Any]], R], fields: Sequence[str], found: list[Any], place: _Place, size: int
) -> Page[R]:
    has_more, rows = len(found) > size, found[:size]
    if place.is_back:
        rows.reverse()
    has_newer = has_more if place.is_back else place.at is not None
    has_older = place.at is not None if place.is_back else has_more
    columns, count = place.columns(fields), len(fields)
    at, id_ = columns.index(place.field), columns.index("id")
    return Page(
        [make(row[:count]) for row in rows],
        newer=_cursor("n", rows[0][at], rows[0][id_]) if rows and has_newer else None,
        older=_cursor("o", rows[-1][at], rows[-1][id_]) if rows and has_older else None,
    )


def _narrowed(tickets: QuerySet[Ticket], actor: Actor, name: str, values: Sequence[str]) -> QuerySet[Ticket]:
    plain = {"status": "status_id__in", "kind": "kind_id__in"}
    numbers = {
        "department": "department_id__in",
        "urgency": "urgency__in",
        "impact": "impact__in",
        "priority": "priority__in",
        "requester": "requester_id__in",
        "organisation": "organisation_id__in",
    }
    if name in plain:
        return tickets.filter(**{plain[name]: list(values)})
    if name in numbers:
        return tickets.filter(**{numbers[name]: _numbers(name, values)})
    if name == "category":
        return tickets.filter(_of_category(values))
    if name == "tag":
        tags = TicketTag.objects.filter(tag__name__in=[each.lower() for each in values])
        return tickets.filter(id__in=tags.values("ticket_id"))
    if name == "assignee":
        return tickets.filter(_assigned_to(actor, values))
    raise Invalid("invalid", field=name)


def _assigned_to(actor: Actor, values: Sequence[str]) -> Q:
    condition = Q(pk__in=[])
    for value in values:
        if value == "none":
            condition |= Q(assignee_id=None)
        else:
            condition |= Q(assignee_id__in=[actor.id] if value == "me" else _numbers("assignee", [value]))
    return condition


def _of_category(values: Sequence[str]) -> Q:
    """These categories with everything below them; `none` for tickets without one."""
    below = categories_below(_numbers("category", [each for each in values if each != "none"]))
    condition = Q(category_id__in=below)
    return condition | Q(category_id=None) if "none" in values else condition


def _numbers(name: str, values: Sequence[str]) -> list[int]:
    try:
        return [int(each) for each in values if -(2**63) <= int(each) < 2**63]
    except ValueError:
        raise Invalid("invalid", field=name) from None


def _beyond(order: Order, at: tuple[Any, Any], *, falling: bool) -> Q:
    """Rows behind the cursor's row when read by (field, id), falling or rising.

    The bound of the field stands by itself, so that the index is entered there and not read from its beginning.
    """
    moment, id_ = at
    how = "lt" if falling else "gt"
    beyond = Q(**{f"{order.field}__{how}": moment}) | Q(**{f"{order.id_field}__{how}": id_})
    return Q(**{f"{order.field}__{how}e": moment}) & beyond


def _cursor(direction: str, at: datetime, id_: int) -> str:
    text = f"{direction}{at.isoformat()}|{id_}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[bool, tuple[datetime, int] | None]:
    """Whether it goes back to newer rows, and its position; refuses `invalid` for anything but a cursor of ours."""
    if not cursor:
        return False, None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, id_ = text[1:].partition("|")
        at = datetime.fromisoformat(moment), int(id_)
        if text[0] not in "no" or at[0].tzinfo is None or not 0 <= at[1] < 2**63:
            raise ValueError(text)
    except (ValueError, binascii.Error, IndexError):
        raise Invalid("invalid", field="cursor") from None
    return text[0] == "n", at
