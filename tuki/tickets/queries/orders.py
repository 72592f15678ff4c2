"""The orders of lists of tickets; rooms above add theirs by `declare_order` when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet

from tuki.tickets.models import Ticket


class Order(NamedTuple):
    """An order follows a moment, then an id; all but the first leave out closed tickets and those without the moment.

    `field` and `id_field` together are an index of open tickets. `joined` brings another room's rows to the tickets.
    """

    field: str
    is_descending: bool = False
    id_field: str = "id"
    joined: Callable[[QuerySet[Ticket]], QuerySet[Ticket]] | None = None


UPDATED = "updated"
ORDERS: dict[str, Order] = {
    UPDATED: Order("updated_at", is_descending=True),
    "waiting": Order("waiting_since"),
    "value": Order("turn_at"),
}


def declare_order(code: str, order: Order) -> None:
    """Adds an order under a code that nobody has yet."""
    if code in ORDERS:
        raise ValueError(f"order {code} is declared twice")
    ORDERS[code] = order
