"""The only readers that the room tickets offers to others."""

from tuki.tickets.queries.seeing import (
    fetch_for_change,
    messages_visible_to,
    ticket_for,
    visible_to,
)

__all__ = ["fetch_for_change", "messages_visible_to", "ticket_for", "visible_to"]
