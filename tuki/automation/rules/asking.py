"""Asking rules about a ticket: which fire, and why; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.promises import (
    RULE_FACTS,
    Clocks,
    clocks_by_target,
    promise_facts,
    promise_key,
    promise_moments,
)
from tuki.kernel.conditions import Comparison, FactType, Judged, comparisons_in, holds
from tuki.kernel.events import Event
from tuki.kernel.log import Recorded, events_of
from tuki.sla.policies.book import Books
from tuki.sla.policies.library import library
from tuki.tickets.events import MessageAdded
from tuki.tickets.facts import Known, facts_of, known_about
from tuki.tickets.history import TicketAt, replay
from tuki.tickets.models import Message

Facts = dict[str, Any]
LONGEST_KEY = 80  # of the row of a firing
UNDOING = "undo:"  # how the cause of events begins that take back what a rule did; no rule answers to them
# The moment that an age counts from, by the fact's code.
_MOMENTS = {
    "age": lambda ticket: ticket.opened_at,
    "status_age": lambda ticket: ticket.status_since,
    "assigned_age": lambda ticket: ticket.assigned_since,
    "waiting_age": lambda ticket: ticket.waiting_since,
    "silence_age": lambda ticket: ticket.spoken[-1].at if ticket.spoken else ticket.opened_at,
}


class Asked(msgspec.Struct, frozen=True):
    """A ticket as rules are asked about it: how it stands, and what is known besides. `entries` are the events that led
    to it; `books` say what is promised, the desk's own unless others are given."""

    ticket: TicketAt
    known: Known
    last_text: str | None
    entries: Sequence[Recorded] = ()
    books: Books | None = None

    def facts(self, now: datetime, *, with_promises: bool = False) -> Facts:
        """What conditions ask for, as of `now`; promises only where they are asked for, for each costs a fold."""
        facts = facts_of(self.ticket, self.known, now=now, last_text=self.last_text)
        return facts | promise_facts(self.clocks(now)) if with_promises else facts

    def clocks(self, now: datetime) -> Clocks:
        """The promises of the ticket at `now`, by target."""
        return clocks_by_target(self.entries, self.known, self.books or library(), now=now)


def asked_of(ticket_id: int, event: Event | None = None) -> Asked | None:
    """The ticket as it stands now; None when it is gone. `event` is what led here: its message's text is the text."""
    entries = list(events_of("ticket", ticket_id))
    ticket = replay(entries)
    known = known_about([ticket_id]).get(ticket_id)
    if ticket is None or known is None:
        return None
    text = None
    if isinstance(event, MessageAdded):
        text = Message.objects.filter(pk=event.message_id).values_list("text", flat=True).first()
    return Asked(ticket, known, text, entries)


def due_at(rule: ReadyRule, asked: Asked, now: datetime) -> datetime | None:
    """The earliest moment, from `now` on, at which time alone would make the rule fire on this ticket; None when it
    never would as the ticket stands."""
    for moment in sorted({now, *(each for each in moments_of(rule, asked, now) if each > now)}):
        if holds(rule.condition, asked.facts(moment, with_promises=rule.asks_promises)):
            return moment
    return None


def occasion(rule: ReadyRule, asked: Asked, now: datetime) -> str:
    """What time was counted from: while these moments stay, a rule that has fired does not fire again."""
    ages = sorted({each.fact for each in comparisons_in(rule.condition) if _is_age(each)})
    if rule.asks_promises:
        key = promise_key(rule.condition, asked.clocks(now))
        return ";".join(["promise:" + key, *([_since(ages, asked.ticket)] if ages else [])])[:LONGEST_KEY]
    return "time:" + _since(ages or ["status_age"], asked.ticket)


def moments_of(rule: ReadyRule, asked: Asked, now: datetime) -> Iterator[datetime]:
    """The moments at which an age or a promise that the rule asks for reaches its number: only then can time change
    what comes of it. Of promises those from `now` on."""
    for each in comparisons_in(rule.condition):
        if _is_age(each) and (since := _MOMENTS[each.fact](asked.ticket)) is not None:
            yield since + timedelta(minutes=float(each.value))
    if rule.asks_promises:
        yield from promise_moments(rule.condition, asked.clocks(now))


def _since(ages: Sequence[str], ticket: TicketAt) -> str:
    moments = (_MOMENTS[each](ticket) for each in ages if each in _MOMENTS)
    return ",".join(str(int(each.timestamp())) if each else "-" for each in moments)


def reasons(judged: Judged) -> list[dict[str, Any]]:
    """Every single comparison with its verdict and what was found, for the log; plain JSON."""
    if isinstance(judged.condition, Comparison):
        asked = judged.condition
        return [
            {"fact": asked.fact, "op": asked.op, "value": _plain(asked.value), "found": _plain(judged.found),
             "holds": judged.holds}
        ]  # fmt: skip
    return [reason for part in judged.parts for reason in reasons(part)]


def _is_age(each: Comparison) -> bool:
    return RULE_FACTS[each.fact].type is FactType.AGE and each.value is not None and each.fact in _MOMENTS


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set | tuple | list):
        return sorted(value, key=str)
    return value[:200] if isinstance(value, str) else value
