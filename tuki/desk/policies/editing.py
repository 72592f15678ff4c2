"""The form of a policy: between what was typed and its definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.http import QueryDict

from tuki.desk.conditions import posted_conditions
from tuki.desk.settings.forms import number
from tuki.sla.policies.definition import (
    LINE,
    TARGETS,
    VENDOR,
    AgreementDefinition,
    Minutes,
    Party,
    PolicyDefinition,
    StepDefinition,
    TargetDefinition,
)
from tuki.sla.policies.facts import POLICY_FACTS

PRIORITIES = (1, 2, 3, 4)
MOST_ROWS = 20
# Something that no promise can be, so that what could not be read is refused where it stands.
UNREADABLE = -1
_SPAN = re.compile(r"(?:(\d{1,5}):([0-5]\d))|(\d{1,7})")
SHARE, BEFORE, AT, AFTER = "share", "before", "at", "after"


class GivenPromise(NamedTuple):
    """A row of the grid."""

    code: str
    minutes: Sequence[str]
    calendar_id: int | None


class GivenAgreement(NamedTuple):
    """A row of agreements; `party` is line-1 … line-3 or vendor."""

    name: str
    party: str
    address: str
    statuses: Sequence[str]
    minutes: Sequence[str]
    calendar_id: int | None


class GivenStep(NamedTuple):
    """A row of steps."""

    when: str
    amount: str
    targets: Sequence[str]
    receivers: Sequence[str]
    addresses: str


def span_words(minutes: int | None) -> str:
    """Minutes as the form shows them: 0:30, 4:00, empty for no promise."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"


def read_span(text: str) -> int | None:
    """Hours and minutes (4:00), or minutes (240); None for nothing, `UNREADABLE` for anything else."""
    text = text.strip()
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        return UNREADABLE
    return int(found[3]) if found[3] else int(found[1]) * 60 + int(found[2])


def promises_of(definition: PolicyDefinition) -> list[GivenPromise]:
    """The grid, a row for each promise that can be made."""
    rows = []
    for code in TARGETS:
        target = definition.target(code)
        minutes = target.minutes if target else (None,) * 4
        rows.append(GivenPromise(code, [span_words(each) for each in minutes], target.calendar_id if target else None))
    return rows


def agreements_of(definition: PolicyDefinition) -> list[GivenAgreement]:
    """The agreements with an empty row."""
    rows = [
        GivenAgreement(
            each.name,
            f"line-{each.line}" if each.party == LINE else VENDOR,
            each.address,
            each.statuses,
            [span_words(minutes) for minutes in each.minutes],
            each.calendar_id,
        )
        for each in definition.agreements
    ]
    return [*rows, GivenAgreement("", "line-1", "", (), [""] * 4, None)]


def steps_of(definition: PolicyDefinition) -> list[GivenStep]:
    """The steps with an empty row."""
    rows = [
        GivenStep(*_when(each), each.targets, each.receivers, "; ".join(each.addresses)) for each in definition.steps
    ]
    return [*rows, GivenStep(BEFORE, "", (), (), "")]


def posted_definition(post: QueryDict) -> PolicyDefinition:
    """What was typed, good or not; rows without name or receiver are left out."""
    return PolicyDefinition(
        name=post.get("name", ""),
        conditions=posted_conditions(post, POLICY_FACTS),
        calendar_id=number(post.get("calendar", "")),
        targets=[
            TargetDefinition(
                code=code,
                minutes=_minutes(post, f"t-{code}"),
                calendar_id=number(post.get(f"t-{code}-calendar", "")),
            )
            for code in TARGETS
        ],
        agreements=[
            _agreement(post, f"a-{index}") for index in range(MOST_ROWS) if post.get(f"a-{index}-name", "").strip()
        ],
        pause_stages=post.getlist("pause_stages"),
        pause_statuses=post.getlist("pause_statuses"),
        restore_statuses=post.getlist("restore_statuses"),
        steps=[step for index in range(MOST_ROWS) if (step := _step(post, f"s-{index}"))],
    )


def _agreement(post: QueryDict, name: str) -> AgreementDefinition:
    chosen, _dash, line = post.get(f"{name}-party", "").partition("-")
    party: Party = "vendor" if chosen == VENDOR else "line"
    return AgreementDefinition(
        name=post.get(f"{name}-name", "").strip(),
        party=party,
        line=number(line, 0) or 0,
        address=post.get(f"{name}-address", "").strip(),
        statuses=post.getlist(f"{name}-statuses"),
        minutes=_minutes(post, name),
        calendar_id=number(post.get(f"{name}-calendar", "")),
    )


def _step(post: QueryDict, name: str) -> StepDefinition | None:
    receivers = post.getlist(f"{name}-receivers")
    addresses = [each.strip() for each in post.get(f"{name}-addresses", "").split(";") if each.strip()]
    if not receivers and not addresses:
        return None
    when, amount = post.get(f"{name}-when", ""), post.get(f"{name}-amount", "")
    step = StepDefinition(receivers=receivers, addresses=addresses, targets=post.getlist(f"{name}-targets"))
    if when == SHARE:
        return msgspec.structs.replace(step, percent=number(amount.strip().removesuffix("%").strip(), 0))
    minutes = 0 if when == AT else read_span(amount)
    if minutes is None or minutes == UNREADABLE:
        return msgspec.structs.replace(step, percent=0)
    return msgspec.structs.replace(step, minutes=-minutes if when == BEFORE else minutes)


def _when(step: StepDefinition) -> tuple[str, str]:
    if step.percent is not None:
        return SHARE, f"{step.percent} %"
    if step.minutes == 0:
        return AT, ""
    return BEFORE if step.minutes < 0 else AFTER, span_words(abs(step.minutes))


def _minutes(post: QueryDict, name: str) -> Minutes:
    found: Any = tuple(read_span(post.get(f"{name}-{priority}", "")) for priority in PRIORITIES)
    return found
