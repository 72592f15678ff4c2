"""Lists of tickets: named views, filters, two orders, keyset paging; a page's rows cost one query with three joins."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from django.db.models import F, Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Prepared, Slots
from tuki.kernel.refusals import Invalid
from tuki.tickets.models import Ticket, TicketTag
from tuki.tickets.queries.seeing import visible_to

PAGE = 50
COUNTED = 1000
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
    kind: str
    channel: str
    requester_id: int
    requester: str
    organisation: str | None
    assignee_id: int | None
    assignee: str | None
    department_id: int
    opened_at: datetime
    updated_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None


FIELDS = (
    "id", "reference", "subject", "status_id", "priority", "kind_id", "channel", "requester_id", "requester__name",
    "organisation__name", "assignee_id", "assignee__name", "department_id", "opened_at", "updated_at",
    "last_message_at", "waiting_since",
)  # fmt: skip


class Page(msgspec.Struct, Generic[R], frozen=True):
    """Rows in order, and the cursors of the pages beside them (None at the ends)."""

    rows: list[R]
    newer: str | None
    older: str | None


# The desk's views, in the order of the rail.
VIEWS = ("mine", "unassigned", "waiting", "customer", "open", "all", "trash")


def in_view(actor: Actor, view: str) -> QuerySet[Ticket]:
    """The tickets of a named view that the actor may see; refuses `invalid` for a view that there is not."""
    if view not in VIEWS:
        raise Invalid("invalid", field="view")
    tickets = visible_to(actor, in_trash=view == "trash")
    conditions = {
        "mine": Q(is_open=True, assignee_id=actor.id),
        "unassigned": Q(is_open=True, assignee_id=None),
        "waiting": Q(is_open=True, waiting_since__isnull=False),
        "customer": Q(is_open=True, status_id="information_needed"),
        "open": Q(is_open=True),
    }
    return tickets.filter(conditions[view]) if view in conditions else tickets


def filtered(tickets: QuerySet[Ticket], actor: Actor, filters: Mapping[str, Sequence[str]]) -> QuerySet[Ticket]:
    """Narrows by department, status, urgency, impact, priority, kind, assignee (`me`, `none` or an id), tag, requester
    and organisation.

    Values under one name are alternatives. Refuses `invalid` for names and numbers that make no sense.
    """
    for name, values in filters.items():
        if values:
            tickets = _narrowed(tickets, actor, name, values)
    return tickets


def page_of(
    tickets: QuerySet[Ticket], *, order: str = "updated", cursor: str = "", size: int = PAGE
) -> Page[TicketRow]:
    """One page. `order`: `updated` (last change first) or `waiting` (longest waiting first)."""
    return page_as(lambda row: TicketRow(*row), FIELDS, tickets, order=order, cursor=cursor, size=size)


def page_as(
    make: Callable[[Sequence[Any]], R],
    fields: Sequence[str],
    tickets: QuerySet[Ticket],
    *,
    order: str = "updated",
    cursor: str = "",
    size: int = PAGE,
) -> Page[R]:
    """One page of rows that `make` forms from the values of `fields`; see `page_of`."""
    field, is_descending = ("waiting_since", False) if order == "waiting" else ("updated_at", True)
    if order == "waiting":
        tickets = tickets.filter(waiting_since__isnull=False)
    back, at = _read_cursor(cursor)
    falling = is_descending != back
    if at is not None:
        tickets = tickets.filter(_beyond(field, at, falling=falling))
    ordered = tickets.order_by(*((F(field).desc(), F("id").desc()) if falling else (field, "id")))
    found = list(ordered.values_list(field, "id", *fields)[: size + 1])
    has_more, rows = len(found) > size, found[:size]
    if back:
        rows.reverse()
    return Page(
        [make(row[2:]) for row in rows],
        newer=_cursor("n", rows[0]) if rows and (has_more if back else at is not None) else None,
        older=_cursor("o", rows[-1]) if rows and (at is not None if back else has_more) else None,
    )


def tags_of(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The tags of each ticket by name; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for ticket_id, name in _TAGS.all(ticket_ids=ticket_ids):
        found[ticket_id].append(name)
    return found


def capped_count(tickets: QuerySet[Any]) -> int:
    """How many there are, counted up to 1,001."""
    return tickets.order_by().values("id")[: COUNTED + 1].count()


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


def _numbers(name: str, values: Sequence[str]) -> list[int]:
    try:
        return [int(each) for each in values if -(2**63) <= int(each) < 2**63]
    except ValueError:
        raise Invalid("invalid", field=name) from None


def _beyond(field: str, at: tuple[datetime, int], *, falling: bool) -> Q:
    """Rows behind the cursor's row when read by (field, id), falling or rising."""
    moment, id_ = at
    if falling:
        return Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "id__lt": id_})
    return Q(**{f"{field}__gt": moment}) | Q(**{field: moment, "id__gt": id_})


def _cursor(direction: str, row: Sequence[Any]) -> str:
    """From a row that begins with the value of its order and its id."""
    text = f"{direction}{row[0].isoformat()}|{row[1]}"
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
