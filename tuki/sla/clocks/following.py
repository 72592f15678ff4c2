"""Clocks follow what happens on a ticket, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel import clock
from tuki.kernel.command import at_hand
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.events import Event, Recorded
from tuki.kernel.followers import follows_together
from tuki.kernel.log import events_of
from tuki.sla.clocks.folding import Asking, clocks
from tuki.sla.clocks.keeping import keep, kept_clocks, lines, rows_of
from tuki.sla.policies.facts import facts_from_row
from tuki.sla.policies.library import facts_asked, library
from tuki.tickets.events import (
    CategoryChanged,
    ImpactChanged,
    KindChanged,
    MessageAdded,
    MessageConfirmed,
    MessageTakenBack,
    PriorityChanged,
    RequesterChanged,
    StatusChanged,
    SubjectChanged,
    TagsChanged,
    TicketOpened,
    TicketRestored,
    TicketTransferred,
    TicketTrashed,
    UrgencyChanged,
)
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.models import Ticket

# What chooses a policy, and what begins, stops or pauses a clock.
COUNTS: tuple[type[Event], ...] = (
    CategoryChanged, ImpactChanged, KindChanged, MessageAdded, MessageConfirmed, MessageTakenBack, PriorityChanged,
    RequesterChanged, StatusChanged, SubjectChanged, TagsChanged, TeamChanged, TicketOpened, TicketRestored,
    TicketTransferred, TicketTrashed, UrgencyChanged,
)  # fmt: skip


@follows_together(*COUNTS)
def count(entries: Sequence[Recorded]) -> None:
    """The ticket's clocks are what its events say. Twice is harmless: they are made from the whole stream.

    A new ticket costs one insert, and nothing when nothing is promised; else two queries and what differs.
    """
    if not any(_counts(entry.event) for entry in entries) or not library().present.policies:
        return
    ticket_id = entries[0].event.subject
    is_new = isinstance(entries[0].event, TicketOpened)
    now = clock.now()
    row = at_hand(Ticket, ticket_id) or Ticket.objects.get(pk=ticket_id)
    asking = Asking(facts_from_row(row, facts_asked(), now=now), lines())
    rows = rows_of(ticket_id, clocks(entries if is_new else events_of("ticket", ticket_id), library(), asking, now=now))
    if not is_new:
        keep({ticket_id: rows}, kept_clocks([ticket_id]))
    elif rows:
        insert_all(rows)


def _counts(event: Event) -> bool:
    """Notes and what machines say change no clock."""
    return not isinstance(event, MessageAdded) or (event.is_public and not event.is_automatic)
