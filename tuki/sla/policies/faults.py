"""What is wrong with a policy, each with the place where it is wrong; and the one normal form of a good one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import msgspec

from tuki.kernel.conditions import read_condition, written
from tuki.kernel.refusals import Invalid
from tuki.people.addresses import is_address
from tuki.sla.policies.definition import (
    LINE,
    NO_MINUTES,
    RECEIVERS,
    TARGETS,
    VENDOR,
    AgreementDefinition,
    Minutes,
    PolicyDefinition,
    StepDefinition,
)
from tuki.sla.policies.facts import POLICY_FACTS
from tuki.sla.worktime import MOST_MINUTES

MOST_STEPS, MOST_AGREEMENTS, MOST_ADDRESSES = 20, 20, 10
LINES = (1, 2, 3)
PAUSABLE_STAGES = ("new", "ours", "customer", "third_party")


def checked(definition: PolicyDefinition, *, calendars: Collection[int], stages: Mapping[str, str]) -> PolicyDefinition:
    """The definition in its normal form: promises in their order, those without minutes left out, steps by time.

    `calendars`: ids of those that may be named; `stages`: statuses with their stage. Refuses, by place, what
    `read_condition` refuses, `unknown_calendar_id`, `bad_promise`, `promise_twice`, `bad_step`, `unknown_receiver`,
    `bad_address`, `agreement_needs_name`, `agreement_twice`, `unknown_status`, `unknown_stage`, `promises_nothing`.
    """
    for fault in faults(definition, calendars=calendars, stages=stages):
        raise fault
    conditions = read_condition(definition.conditions, POLICY_FACTS)
    by_code = {each.code: each for each in definition.targets if each.minutes != NO_MINUTES}
    return msgspec.structs.replace(
        definition,
        conditions=written(conditions) if definition.conditions else {},
        targets=[by_code[code] for code in TARGETS if code in by_code],
        agreements=[each for each in definition.agreements if each.minutes != NO_MINUTES],
        pause_stages=[each for each in PAUSABLE_STAGES if each in definition.pause_stages],
        pause_statuses=sorted(set(definition.pause_statuses)),
        restore_statuses=sorted(set(definition.restore_statuses)),
        steps=sorted(definition.steps, key=_when),
    )


def faults(definition: PolicyDefinition, *, calendars: Collection[int], stages: Mapping[str, str]) -> Iterator[Invalid]:
    """Everything that is wrong, but for conditions, which refuse by themselves."""
    if unknown := definition.calendar_ids() - set(calendars):
        yield Invalid("unknown_calendar_id", field="calendar", id=min(unknown))
    yield from _of_promises(definition)
    for index, agreement in enumerate(definition.agreements):
        yield from _of_agreement(agreement, f"agreements[{index}]", stages)
    for index, step in enumerate(definition.steps):
        yield from _of_step(step, f"steps[{index}]")
    for status in [*definition.pause_statuses, *definition.restore_statuses]:
        if status not in stages:
            yield Invalid("unknown_status", field="pause_statuses", name=status)
    if set(definition.pause_stages) - set(PAUSABLE_STAGES):
        yield Invalid("unknown_stage", field="pause_stages")
    if len(definition.steps) > MOST_STEPS or len(definition.agreements) > MOST_AGREEMENTS:
        yield Invalid("invalid", field="steps")


def _of_promises(definition: PolicyDefinition) -> Iterator[Invalid]:
    promised = [each.minutes for each in definition.targets] + [each.minutes for each in definition.agreements]
    if all(each == NO_MINUTES for each in promised):
        yield Invalid("promises_nothing", field="targets")
    for target in definition.targets:
        if not _are_minutes(target.minutes):
            yield Invalid("bad_promise", field=f"targets.{target.code}", most=MOST_MINUTES)
    if any(count > 1 for count in Counter(each.code for each in definition.targets).values()):
        yield Invalid("promise_twice", field="targets")
    parties = Counter(
        (each.party, each.line if each.party == LINE else each.name.casefold()) for each in definition.agreements
    )
    if any(count > 1 for count in parties.values()):
        yield Invalid("agreement_twice", field="agreements")


def _of_agreement(agreement: AgreementDefinition, place: str, stages: Mapping[str, str]) -> Iterator[Invalid]:
    if not agreement.name.strip() or len(agreement.name) > 80:
        yield Invalid("agreement_needs_name", field=f"{place}.name")
    if not _are_minutes(agreement.minutes):
        yield Invalid("bad_promise", field=place, most=MOST_MINUTES)
    if agreement.party == LINE and agreement.line not in LINES:
        yield Invalid("invalid", field=f"{place}.line")
    if any(stages.get(each) != "third_party" for each in agreement.statuses):
        yield Invalid("vendor_status", field=f"{place}.statuses")
    if agreement.address and not is_address(agreement.address):
        yield Invalid("bad_address", field=f"{place}.address", address=agreement.address[:80])


def _of_step(step: StepDefinition, place: str) -> Iterator[Invalid]:
    if step.percent is not None and not (1 <= step.percent <= 99 and step.minutes == 0):
        yield Invalid("bad_step", field=place)
    if abs(step.minutes) > MOST_MINUTES:
        yield Invalid("bad_step", field=place)
    for receiver in step.receivers:
        if receiver not in RECEIVERS:
            yield Invalid("unknown_receiver", field=place, name=receiver[:40])
    for address in step.addresses:
        if not is_address(address):
            yield Invalid("bad_address", field=place, address=address[:80])
    if not (step.receivers or step.addresses) or len(step.addresses) > MOST_ADDRESSES:
        yield Invalid("step_tells_nobody", field=place)
    if set(step.targets) - {*TARGETS, LINE, VENDOR}:
        yield Invalid("invalid", field=place)


def _are_minutes(minutes: Minutes) -> bool:
    return all(each is None or 1 <= each <= MOST_MINUTES for each in minutes)


def _when(step: StepDefinition) -> tuple[bool, int]:
    """Shares of the time first, then by distance from the due time."""
    return step.percent is None, step.minutes if step.percent is None else step.percent
