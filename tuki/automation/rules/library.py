"""The rules that act, read once per process and change."""

from __future__ import annotations

import msgspec

from tuki.automation.models import Rule
from tuki.automation.rules.definition import ReadyRule, RuleDefinition, read_rule
from tuki.automation.rules.triggers import TIME
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid


def definition_of(row: Rule) -> RuleDefinition:
    """What the row says."""
    return msgspec.convert(row.definition, RuleDefinition)


@reference
def acting_rules() -> list[ReadyRule]:
    """Those that are switched on, in their order; one that no longer makes sense (a status is gone) is left out, and
    `tuki doctor` tells of it."""
    rows = Rule.objects.filter(switched_on_at__isnull=False, retired_at=None).order_by("position", "id")
    read = (ready(row) for row in rows)
    return [each for each in read if each is not None]


def ready(row: Rule) -> ReadyRule | None:
    """The rule as it can be asked; None when something that it names is no longer there."""
    try:
        return read_rule(definition_of(row), rule_id=row.id)
    except (Invalid, msgspec.ValidationError):
        return None


@reference
def awaited_triggers() -> frozenset[str]:
    """What any acting rule waits for."""
    return frozenset(each for rule in acting_rules() for each in rule.definition.triggers)


def waits_for_time() -> bool:
    """Whether any acting rule waits for time."""
    return TIME in awaited_triggers()
