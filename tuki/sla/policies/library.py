"""The books of this desk: what policies and calendars say now, and what they said at any moment, by their versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from tuki.kernel.conditions import Condition, comparisons_in, read_condition
from tuki.kernel.models import EventRow, SettingVersion
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid
from tuki.sla.definition import CalendarDefinition, calendar_of
from tuki.sla.events import CalendarMadeDefault
from tuki.sla.policies.book import Book, Change, Library, Policy, in_order
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.queries import calendars, default_calendar
from tuki.tickets.facts import FACTS

CALENDARS, POLICIES = "calendar", "policy"
# Kept conditions name values that may be gone meanwhile; such a test fails instead of hiding the policy.
_ANY_VALUE = {code: fact._replace(options=None) for code, fact in FACTS.items()}
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@reference
def library() -> Library:
    """Every book of the desk; three queries when settings changed since it was read, mostly none."""
    changes = [*_policy_changes(), *_calendar_changes(), *_default_changes()]
    latest = {change.policy.id: change.policy for change in changes if change.policy}
    default = default_calendar()
    present = Book(
        in_order(latest.values()),
        {each.id: each.worktime for each in calendars().values()},
        default.id if default else None,
    )
    return Library(present, changes)


def read_kept(conditions: object) -> Condition | None:
    """Conditions as they are kept; None when this version cannot read them."""
    try:
        return read_condition(conditions, _ANY_VALUE)
    except Invalid:
        return None


@reference
def facts_asked() -> frozenset[str]:
    """The codes of all facts that policies in use ask for."""
    used = [each.condition for each in library().present.policies if each.definition.is_active and each.condition]
    return frozenset(test.fact for condition in used for test in comparisons_in(condition))


def _policy_changes() -> Iterator[Change]:
    last: dict[int, Policy] = {}
    for policy_id, made_at, said in _versions(POLICIES):
        definition = msgspec.json.decode(said, type=PolicyDefinition)
        before = last.get(policy_id)
        since = before.since if before and _promises(before.definition) == _promises(definition) else made_at
        last[policy_id] = Policy(policy_id, definition, read_kept(definition.conditions), since)
        yield Change(made_at, policy=last[policy_id])


def _promises(definition: PolicyDefinition) -> PolicyDefinition:
    """What matters of it to whoever is promised something: neither its name nor its place."""
    return msgspec.structs.replace(definition, name="", position=0)


def _calendar_changes() -> Iterator[Change]:
    for calendar_id, made_at, said in _versions(CALENDARS):
        definition = msgspec.json.decode(said, type=CalendarDefinition)
        yield Change(made_at, calendar=(calendar_id, calendar_of(definition)))


def _default_changes() -> Iterator[Change]:
    """The first calendar was the default one without saying so."""
    rows = list(EventRow.objects.filter(kind=CalendarMadeDefault.kind).order_by("id"))
    default = default_calendar()
    if rows:
        first = msgspec.json.decode(rows[0].payload, type=CalendarMadeDefault).old
    else:
        first = default.id if default else None
    yield Change(_LONG_AGO, default_calendar_id=first)
    for row in rows:
        yield Change(row.happened_at, default_calendar_id=row.stream_id)


def _versions(kind: str) -> Iterator[tuple[int, datetime, str]]:
    rows = SettingVersion.objects.filter(kind=kind).order_by("id")
    yield from rows.values_list("object_id", "made_at", "definition")
