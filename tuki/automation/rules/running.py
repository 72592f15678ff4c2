"""Rules at work: asked after an event or when time has come, each firing in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.automation.commands.firing import Occasion, fire_rule, note_refused
from tuki.automation.models import Firing
from tuki.automation.rules.asking import Asked, asked_of, occasion, reasons
from tuki.automation.rules.definition import ReadyRule
from tuki.automation.rules.library import acting_rules
from tuki.automation.rules.triggers import TIME, triggered_by
from tuki.kernel import clock
from tuki.kernel.actors import Actor, system
from tuki.kernel.conditions import judge
from tuki.kernel.events import Recorded
from tuki.kernel.refusals import Refusal

DEEPEST = 3  # rules that answer to what rules did


def ask_after(entry: Recorded) -> list[Firing]:
    """Asks the acting rules about an event, in their order. Harmless when it runs twice.

    A rule fires once on a ticket for what a person, a door or time began, however many rules answer to each other
    meanwhile; and after three answers they are silent.
    """
    codes = triggered_by(entry.event)
    waiting = [rule for rule in acting_rules() if codes & set(rule.definition.triggers)]
    chain = _chain(entry)
    if not waiting or len(chain) > DEEPEST:
        return []
    key = chain[0].key if chain else f"event:{entry.id}"
    fired = []
    asked = asked_of(entry.event.subject, entry.event)
    for rule in waiting:
        if asked is None:
            break
        trigger = sorted(codes & set(rule.definition.triggers))[0]
        firing = _ask(rule, asked, trigger=trigger, key=key, chain=chain)
        if firing is not None:
            fired.append(firing)
            if rule.definition.is_last:
                break
            asked = asked_of(entry.event.subject, entry.event)
    return fired


def ask_for_time(rule: ReadyRule, ticket_id: int) -> Firing | None:
    """Asks one rule about a ticket whose time may have come: recomputed from the truth."""
    asked = asked_of(ticket_id)
    if asked is None or asked.ticket.is_trashed:
        return None
    return _ask(rule, asked, trigger=TIME, key=occasion(rule, asked, clock.now()), chain=())


def _ask(rule: ReadyRule, asked: Asked, *, trigger: str, key: str, chain: Sequence[Firing]) -> Firing | None:
    judged = judge(rule.condition, asked.facts(clock.now(), with_promises=rule.asks_promises))
    if not judged.holds or asked.ticket.is_trashed:
        return None
    at = Occasion(
        trigger=trigger,
        key=key,
        reasons=reasons(judged),
        depth=len(chain),
        because_id=chain[0].id if chain else None,
    )
    actor = _product(key)
    try:
        return fire_rule(actor, rule, asked.ticket.id, occasion=at)
    except Refusal as refusal:
        note_refused(actor, rule.id, asked.ticket.id, occasion=at, problem=refusal.sentence)
        return None


def _chain(entry: Recorded) -> list[Firing]:
    """The firings that led to an event, the nearest first."""
    found: list[Firing] = []
    kind, _colon, number = entry.cause.partition(":")
    next_id = int(number) if entry.actor_kind == "rule" and kind == "firing" else None
    while next_id is not None and len(found) <= DEEPEST:
        firing = Firing.objects.filter(pk=next_id).first()
        if firing is None:
            break
        found.append(firing)
        next_id = firing.because_id
    return found


def _product(cause: str) -> Actor:
    return system(cause[:80])
