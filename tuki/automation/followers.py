"""What automation does when events happen: a job asks the rules, if any of them waits for such an event."""

from __future__ import annotations

from tuki.automation.models import RuleNotice
from tuki.automation.rules.asking import UNDOING
from tuki.automation.rules.events import RuleHeld, RuleReleased, RuleSwitchedOff
from tuki.automation.rules.library import acting_rules, awaited_triggers, waits_for_time
from tuki.automation.rules.notices import tell_held
from tuki.automation.rules.triggers import EVENT_TYPES, TIME, triggered_by
from tuki.kernel.command import enqueue
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.kernel.versions import SettingChanged
from tuki.sla.events import CalendarMadeDefault
from tuki.sla.policies.library import CALENDARS, POLICIES

_HISTORY = "import"


@follows_inside(RuleHeld)
def ask_who_decides(entry: Recorded) -> None:
    """Who decides about the rule gets a mail and a notice; it is held once at a time, so they hear once."""
    assert isinstance(entry.event, RuleHeld)
    tell_held(entry.event, entry.happened_at)


@follows_inside(RuleReleased, RuleSwitchedOff)
def let_notices_rest(entry: Recorded) -> None:
    """Somebody decided: the notices of all others are no longer new. Twice is harmless."""
    RuleNotice.objects.filter(rule_id=entry.event.subject, seen_at=None).update(seen_at=entry.happened_at)


@follows_inside(SettingChanged, CalendarMadeDefault)
def plan_promises_anew(entry: Recorded) -> None:
    """What is promised changed, so rules that ask for promises and wait for time are planned anew, by jobs.

    The jobs have keys, so twice is harmless.
    """
    if isinstance(entry.event, SettingChanged) and entry.event.setting not in (POLICIES, CALENDARS):
        return
    for rule in acting_rules():
        if rule.asks_promises and TIME in rule.definition.triggers:
            enqueue("rules.plan", lane="slow", key=f"rules.plan:{entry.id}:{rule.id}", rule_id=rule.id, after_id=0)


@follows_inside(*EVENT_TYPES)
def let_rules_be_asked(entry: Recorded) -> None:
    """A job per event that some acting rule waits for, and one that plans time; history asks nobody, nor does what
    takes back a rule's doing.

    The jobs have keys, and a firing happens once per event, so twice is harmless.
    """
    if entry.actor_kind == _HISTORY:
        return
    if not entry.cause.startswith(UNDOING) and triggered_by(entry.event) & awaited_triggers():
        enqueue("rules.ask", key=f"rules.ask:{entry.id}", event_id=entry.id)
    if waits_for_time():
        enqueue("rules.time", key=f"rules.time:{entry.id}", ticket_id=entry.event.subject)
