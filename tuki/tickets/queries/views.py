"""The named views of tickets, and how many tickets there are in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.database.counting import RowCount
from tuki.kernel.database.prepared import Slot
from tuki.kernel.refusals import Invalid
from tuki.tickets.models import Ticket
from tuki.tickets.queries.seeing import READER, Question, visible_to

COUNTED = 1000
# The desk's views, in the order of the rail.
VIEWS = ("mine", "unassigned", "waiting", "due", "customer", "open", "all", "trash")


def in_view(actor: Actor, view: str) -> QuerySet[Ticket]:
    """The tickets of a named view that the actor may see; refuses `invalid` for a view that there is not."""
    return of_view(visible_to(actor, in_trash=is_trash(view)), view, actor.id)


def view_count(actor: Actor, view: str) -> int:
    """How many tickets there are in a view, counted up to 1,001."""
    found = _counts((view,), in_trash=is_trash(view)).first(actor)
    return found[0] if found else 0


def view_counts(actor: Actor, *views: str) -> dict[str, int]:
    """The same of several views in one query."""
    found = _counts(views).first(actor)
    return dict(zip(views, found, strict=True)) if found else dict.fromkeys(views, 0)


def capped_count(tickets: QuerySet[Any]) -> int:
    """How many there are, counted up to 1,001."""
    return tickets.order_by().values("id")[: COUNTED + 1].count()


def is_trash(view: str) -> bool:
    """Whether it is the trash; refuses `invalid` for a view that there is not."""
    if view not in VIEWS:
        raise Invalid("invalid", field="view")
    return view == "trash"


def of_view(tickets: QuerySet[Ticket], view: str, reader_id: int | Slot | None) -> QuerySet[Ticket]:
    """Those of the tickets that a view shows; `reader_id` says whose are mine."""
    conditions = {
        "mine": Q(is_open=True, assignee_id=reader_id),
        "unassigned": Q(is_open=True, assignee_id=None),
        "waiting": Q(is_open=True, waiting_since__isnull=False),
        "due": Q(is_open=True),
        "customer": Q(is_open=True, status__stage="customer"),
        "open": Q(is_open=True),
    }
    return tickets.filter(conditions[view]) if view in conditions else tickets


@lru_cache(maxsize=16)
def _counts(views: tuple[str, ...], *, in_trash: bool = False) -> Question[tuple[int, ...]]:
    """Beside any one ticket, for a query needs a row to begin with."""
    return Question(
        lambda tickets: Ticket.objects.order_by("id").values_list(
            *(RowCount(of_view(tickets, view, READER).order_by().values("id")[: COUNTED + 1]) for view in views)
        )[:1],
        in_trash=in_trash,
    )
