"""Where a request stands, in plain words: what is done, what is now, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from tuki.desk.clocks.words import Promise, promises
from tuki.sla.clocks.queries import going_clocks
from tuki.sla.policies.definition import TARGETS
from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import stage_of, status_names


class Step(msgspec.Struct, frozen=True):
    """One step of the way; `state` is done, here or to come."""

    words: str
    state: str
    at: datetime | None = None


def in_words(status: str) -> str:
    """A status as a customer understands it; one of the desk's own as the desk calls it."""
    known = {
        "new": _("Received"),
        "assigned": _("In good hands"),
        "in_progress": _("Being worked on"),
        "information_needed": _("We wait for your answer"),
        "external_processing": _("We wait for somebody else"),
        "completed": _("We think it is solved"),
        "rejected": _("Being worked on again"),
        "closed": _("Closed"),
    }
    return known.get(status) or status_names()[status]


def way(ticket: Ticket) -> Sequence[Step]:
    """The four steps of every request."""
    place = {"new": 0, "done": 2, "closed": 3}.get(stage_of(ticket.status_id), 1)
    middle = in_words(ticket.status_id) if place == 1 else _("Being worked on")
    steps = [
        (_("Received"), ticket.opened_at),
        (middle, None),
        (_("We think it is solved"), ticket.completed_at),
        (_("Closed"), ticket.closed_at or ticket.close_due_at),
    ]
    states = ["done" if index < place else "here" if index == place else "" for index in range(4)]
    return [Step(words, state, at) for (words, at), state in zip(steps, states, strict=True)]


def promises_of(ticket: Ticket) -> tuple[Promise, ...]:
    """What is promised and goes on; agreements with lines and vendors are not the customer's. One query."""
    return promises([each for each in going_clocks(ticket.id) if each.target in TARGETS])
