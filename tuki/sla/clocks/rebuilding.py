"""Clocks and notices made anew from the log."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from tuki.kernel import clock
from tuki.kernel.log import streams_of
from tuki.sla.clocks.keeping import folded, keep, kept_clocks, rows_of
from tuki.sla.clocks.notices import renew
from tuki.sla.events import OfClock
from tuki.tickets.models import Ticket

PORTION = 500


def rebuild() -> Iterator[tuple[int, int]]:
    """Makes all clocks and notices anew, portion by portion, each in its own transaction; yields done and total.

    Work goes on meanwhile: tickets are locked portion by portion.
    """
    total, done, last = Ticket.objects.count(), 0, 0
    while ids := list(Ticket.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:PORTION]):
        with transaction.atomic():
            list(Ticket.objects.filter(id__in=ids).select_for_update(of=("self",)).values_list("id"))
            _rebuild(ids)
        last, done = ids[-1], done + len(ids)
        yield done, total


def _rebuild(ticket_ids: list[int]) -> None:
    states = folded(ticket_ids, now=clock.now())
    keep({id_: rows_of(id_, found) for id_, found in states.items()}, kept_clocks(ticket_ids))
    entries = [entry for found in streams_of("ticket", ticket_ids).values() for entry in found]
    renew(ticket_ids, [(entry.event, entry.recorded_at) for entry in entries if isinstance(entry.event, OfClock)])
