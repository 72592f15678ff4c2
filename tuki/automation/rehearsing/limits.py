"""What a rehearsal leaves out, by code, so that nobody takes its numbers for more than they are: pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tuki.automation.models import Rehearsal, RehearsalKind
from tuki.automation.rules.definition import ReadyRule, RuleDefinition, read_rule
from tuki.automation.rules.effects import MAILING
from tuki.kernel.conditions import Condition, comparisons_in
from tuki.kernel.refusals import Invalid
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.policies.library import library, read_kept

# Facts that tickets do not keep as they were: asked of the past they answer as they are today.
OF_TODAY = frozenset(
    {"subject", "language", "organisation", "requester_address", "requester_domain"}
    | {"tier", "plan", "standing", "revenue"}
)
# Steps that the desk may refuse as a ticket stands, and with them all others of the same firing.
REFUSABLE = frozenset({"set_status", "assign", "transfer", "set_kind", "set_category", "return"})


class LeftOut(msgspec.Struct, frozen=True):
    """Something that the rehearsal could not replay. `facts`: codes of those that it took as they are today."""

    code: str
    facts: Sequence[str] = ()


def left_out_of(row: Rehearsal) -> list[LeftOut]:
    """In the order of weight. Codes: people, limits, mails, refusals, returns, other_rules, promises, policies,
    hearing, today, departments."""
    found = [LeftOut("people"), *(_of_rule(row) if row.kind == RehearsalKind.RULE else _of_promises(row))]
    if row.department_ids is not None:
        found.append(LeftOut("departments"))
    return found


def _of_rule(row: Rehearsal) -> list[LeftOut]:
    rule = _read(row)
    if rule is None:
        return []
    actions = {step.action for step in rule.steps}
    found = [LeftOut("limits"), LeftOut("other_rules")]
    if actions & MAILING:
        found.insert(1, LeftOut("mails"))
    if actions & REFUSABLE:
        found.insert(-1, LeftOut("refusals"))
    if "return" in actions:
        found.insert(-1, LeftOut("returns"))
    if rule.asks_promises:
        found.append(LeftOut("promises"))
    return found + _today([rule.condition])


def _of_promises(row: Rehearsal) -> list[LeftOut]:
    asked = [each.definition.conditions for each in library().present.policies]
    if row.kind == RehearsalKind.POLICY:
        asked.append(msgspec.convert(row.definition, PolicyDefinition).conditions)
    read = [read_kept(each) for each in asked]
    return [LeftOut("policies"), LeftOut("hearing"), *_today([each for each in read if each is not None])]


def _today(conditions: Sequence[Condition]) -> list[LeftOut]:
    asked = {each.fact for condition in conditions for each in comparisons_in(condition)}
    return [LeftOut("today", sorted(asked & OF_TODAY))] if asked & OF_TODAY else []


def _read(row: Rehearsal) -> ReadyRule | None:
    """The draft, while all that it names is still there."""
    try:
        return read_rule(msgspec.convert(row.definition, RuleDefinition))
    except (Invalid, msgspec.ValidationError):
        return None
