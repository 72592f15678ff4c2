"""Reading the log for open pages: which topics have changed since the last look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.database.horizon import settled_event_id
from tuki.kernel.models import EventRow
from tuki.tickets.queries.audience import Audience

LIST_TOPIC = "tickets"
LONGEST_DRAWING_SECONDS = 120.0
SLOWEST_COMMIT_SECONDS = 2.0
MOST_RECENT_EVENTS = 2000
PUBLIC_KINDS = frozenset(
    {"ticket.opened", "message.added", "message.confirmed", "message.taken_back", "ticket.status_changed"}
)


class Changes:
    """What was committed between two looks at the log, for any reader."""

    def __init__(self, last_event_id: int, rows: Iterable[tuple[str, str, int]]) -> None:
        self.last_event_id = last_event_id
        rows = list(rows)
        self._all = {id_ for stream, _, id_ in rows if stream == "ticket"}
        self._public = {id_ for stream, kind, id_ in rows if stream == "ticket" and kind in PUBLIC_KINDS}
        self._others = {stream for stream, _, _ in rows if stream != "ticket"}
        self._audience = Audience(self._all)
        self._public_audience = Audience(self._public) if self._public else None

    def topics_for(self, actor: Actor) -> list[str]:
        """`tickets`, `ticket:REFERENCE` and, for agents, names of other streams; nothing the actor may not see.

        Customers hear only of what changes on their pages: an internal note is no topic for them.
        """
        audience = self._audience if actor.is_staff else self._public_audience
        references = audience.references_for(actor) if audience else []
        topics = [f"ticket:{reference}" for reference in references]
        if references:
            topics.insert(0, LIST_TOPIC)
        return topics + (sorted(self._others) if actor.is_staff else [])


def position() -> int:
    """Where a reader who begins now stands in the log."""
    return settled_event_id()


def changes_while_drawing(seconds: float) -> Changes:
    """What was committed since a page that is `seconds` old was asked for: what it may have missed before it listened.

    At most the last two minutes and 2,000 events; older pages have listened before or are fetched anew.
    """
    upto = settled_event_id()
    drawing = min(max(seconds, 0.0), LONGEST_DRAWING_SECONDS)
    since = clock.now() - timedelta(seconds=drawing + SLOWEST_COMMIT_SECONDS)
    rows = EventRow.objects.filter(id__gt=upto - MOST_RECENT_EVENTS, recorded_at__gte=since)
    return Changes(upto, rows.values_list("stream_kind", "kind", "stream_id"))


def changes_since(event_id: int) -> Changes | None:
    """What was committed after `event_id`, or None when nothing was."""
    upto = settled_event_id()
    if upto <= event_id:
        return None
    rows = EventRow.objects.filter(id__gt=event_id, id__lte=upto).values_list("stream_kind", "kind", "stream_id")
    return Changes(upto, rows)
