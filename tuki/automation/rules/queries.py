"""Rules and what they did, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from tuki.automation.models import Firing, FiringState, Rule, RuleUndo
from tuki.automation.permissions import RULES
from tuki.automation.rules.library import definition_of
from tuki.automation.rules.scope import concerns, covers
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.reference import reference
from tuki.kernel.refusals import NotFound, Refused
from tuki.tickets.queries import visible_to
from tuki.tickets.queries.seeing import sees_notes

IDLE_AFTER = timedelta(days=90)


def rules_for(actor: Actor) -> QuerySet[Rule]:
    """Rules in their order, drafts too, without retired ones; refuses `not_allowed`.

    Who may write rules for some departments sees those that act there: of these departments, and of the whole desk.
    """
    if not actor.holds(RULES):
        raise Refused("not_allowed")
    found = Rule.objects.filter(retired_at=None).order_by("position", "id")
    if actor.areas(RULES) is None:
        return found
    seen = [id_ for id_, named in departments_of_rules().items() if concerns(actor, named)]
    return found.filter(id__in=seen)


def rule_for(actor: Actor, rule_id: int) -> Rule:
    """One rule; refuses `not_allowed` and `not_found`."""
    row = rules_for(actor).filter(pk=rule_id).first()
    if row is None:
        raise NotFound()
    return row


def is_idle(rule: Rule, now: datetime) -> bool:
    """Whether a rule that acts has not fired for ninety days, or never since it was switched on so long ago."""
    last = max(filter(None, (rule.last_fired_at, rule.switched_on_at)), default=None)
    return rule.switched_on_at is not None and last is not None and last < now - IDLE_AFTER


def firings_visible_to(actor: Actor) -> QuerySet[Firing]:
    """What rules did on tickets that the actor sees; nothing for customers."""
    if not sees_notes(actor):
        return Firing.objects.none()
    return Firing.objects.filter(ticket__in=visible_to(actor).values("id"))


def firing_for(actor: Actor, firing_id: int) -> Firing:
    """One firing with its ticket and rule; `not_found` when the ticket is not visible."""
    row = firings_visible_to(actor).select_related("ticket", "rule").filter(pk=firing_id).first()
    if row is None:
        raise NotFound()
    return row


def standing_by(rule_ids: Sequence[int]) -> dict[int, int]:
    """How many firings stand by, for rules that are held. One query."""
    held = Firing.objects.filter(rule_id__in=rule_ids, state=FiringState.HELD).order_by()
    return dict(held.values("rule_id").annotate(number=Count("id")).values_list("rule_id", "number"))


def latest_undo(rule_id: int) -> RuleUndo | None:
    """The last time that everything since a moment was taken back."""
    return RuleUndo.objects.filter(rule_id=rule_id).order_by("-id").first()


@reference
def departments_of_rules() -> dict[int, tuple[int, ...]]:
    """Which departments each rule names, by its id; kept until a rule changes."""
    return {row.id: tuple(definition_of(row).departments) for row in Rule.objects.filter(retired_at=None)}


@reference
def held_rules() -> list[tuple[int, str]]:
    """Ids and names of rules that wait for somebody to decide; kept until a rule changes."""
    return list(
        Rule.objects.filter(held_at__isnull=False, retired_at=None).order_by("position").values_list("id", "name")
    )


def held_for(actor: Actor) -> int:
    """How many rules wait for this actor to decide; reference data."""
    if not actor.holds(RULES):
        return 0
    named = departments_of_rules() if (held := held_rules()) else {}
    return sum(covers(actor, named.get(id_, ())) for id_, _name in held)


def now_idle(rules: Sequence[Rule]) -> set[int]:
    """The ids of those that have not fired for long."""
    now = clock.now()
    return {rule.id for rule in rules if is_idle(rule, now)}
