"""A rule, replayed over the events of one ticket: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from tuki.automation.rehearsing.laying import Overlay
from tuki.automation.rules.asking import Asked, moments_of, occasion
from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.effects import effect_of
from tuki.automation.rules.triggers import TIME, triggered_by
from tuki.kernel.conditions import holds
from tuki.kernel.log import Recorded
from tuki.sla.policies.book import Books
from tuki.tickets.events import MessageAdded
from tuki.tickets.facts import Known
from tuki.tickets.history import TicketAt, steps

# Whose load a rule moves, by the fact that names them.
LOADS = ("department", "team", "assignee")


class Span(msgspec.Struct, frozen=True):
    """The weeks of the rehearsal: from `start` (with it) to `end` (without it)."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


class Fired(msgspec.Struct, frozen=True):
    """Once that the rule would have fired: when, on what, what it would have changed, and how many mails; `refused`:
    the code of the refusal for which nothing would have been done."""

    at: datetime
    trigger: str
    changes: dict[str, Any]
    mails: int
    refused: str = ""


class RuleReplay(msgspec.Struct, frozen=True):
    """What a rule would have done to one ticket; `loads`: fact → [who has it, who would have it]."""

    fired: list[Fired]
    loads: dict[str, tuple[Any, Any]]


def replay_rule(
    rule: ReadyRule,
    entries: Sequence[Recorded],
    known: Known,
    span: Span,
    texts: Mapping[int, str] | None = None,
    books: Books | None = None,
) -> RuleReplay:
    """Asks the rule after each event in the span, and for each moment at which time would have brought the ticket to
    it. `texts`: of messages by id, where the rule asks for texts. `books`:
    what is promised, where it asks for promises. The rule's own earlier doing is left out."""
    overlay, fired, ticket = Overlay(), list[Fired](), None
    waits = TIME in rule.definition.triggers
    occasions: set[str] = set()
    others = _others(rule, entries)
    ends = {entry.id: following.happened_at for entry, following in pairwise(others)}
    places = {entry.id: place for place, entry in enumerate(others, start=1)} if rule.asks_promises else {}
    for ticket, entry in steps(others):
        asked = Asked(ticket, known, _text(entry, texts), others[: places.get(entry.id, 0)], books)
        if span.holds(entry.happened_at):
            fired.extend(_at_event(rule, asked, entry, overlay))
        if waits:
            stretch = Span(max(entry.happened_at, span.start), min(ends.get(entry.id, span.end), span.end))
            fired.extend(_in_time(rule, asked, overlay, stretch, occasions))
    return RuleReplay(fired, _loads(ticket, known, overlay, span.end) if fired and ticket else {})


def _others(rule: ReadyRule, entries: Sequence[Recorded]) -> list[Recorded]:
    return [entry for entry in entries if not (entry.actor_kind == "rule" and entry.actor_id == rule.id)]


def _at_event(rule: ReadyRule, asked: Asked, entry: Recorded, overlay: Overlay) -> Iterator[Fired]:
    codes = triggered_by(entry.event) & set(rule.definition.triggers)
    if codes and not asked.ticket.is_trashed:
        yield from _fire(rule, asked, sorted(codes)[0], entry.happened_at, overlay)


def _in_time(rule: ReadyRule, asked: Asked, overlay: Overlay, stretch: Span, occasions: set[str]) -> Iterator[Fired]:
    key = occasion(rule, asked, stretch.start)
    for moment in sorted({stretch.start, *moments_of(rule, asked, stretch.start)}):
        if not stretch.holds(moment) or asked.ticket.is_trashed or key in occasions:
            continue
        for fired in _fire(rule, asked, TIME, moment, overlay):
            occasions.add(key)
            yield fired


def _fire(rule: ReadyRule, asked: Asked, trigger: str, at: datetime, overlay: Overlay) -> Iterator[Fired]:
    real = asked.facts(at, with_promises=rule.asks_promises)
    facts = overlay.over(real)
    if holds(rule.condition, facts):
        effect = effect_of(rule.steps, facts)
        overlay.lay(effect.facts, real)
        yield Fired(at, trigger, effect.facts, effect.mails, effect.refused)


def _loads(ticket: TicketAt, known: Known, overlay: Overlay, now: datetime) -> dict[str, tuple[Any, Any]]:
    real = Asked(ticket, known, None).facts(now)
    would = overlay.over(real)
    return {code: (real.get(code), would.get(code)) for code in LOADS}


def _text(entry: Recorded, texts: Mapping[int, str] | None) -> str | None:
    return texts.get(entry.event.message_id) if texts and isinstance(entry.event, MessageAdded) else None
