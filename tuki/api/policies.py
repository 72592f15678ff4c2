"""Policies: what is promised to whom."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.calendars import READ, WRITE, Short
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Code, Id, Input, Items, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.sla.commands.policies import (
    add_policy,
    bring_back_policy,
    change_policy,
    order_policies,
    retire_policy,
)
from tuki.sla.models import Policy
from tuki.sla.policies.definition import (
    RECEIVERS,
    AgreementDefinition,
    PolicyDefinition,
    StepDefinition,
    TargetCode,
    TargetDefinition,
)
from tuki.sla.policies.queries import policies_visible_to, policy_for, said_by

routes = Routes("service levels")

Promised = Annotated[int, Meta(ge=1, le=5_270_400)] | None
Minutes = Annotated[list[Promised], Meta(min_length=4, max_length=4)]
Codes = Annotated[list[Code], Meta(max_length=100)]
Addresses = Annotated[list[Address], Meta(max_length=10)]


class TargetShape(Input):
    """One promise: working minutes for the priorities 1 to 4, null for none. `calendar`: another than the policy's."""

    target: TargetCode
    minutes: Minutes
    calendar: Id | None = None


class AgreementShape(Input):
    """What a line (`line` 1 to 3) or a vendor promises for each stay of a ticket with them.

    `statuses`: those in which a vendor's time counts, none for all of the stage third_party.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    party: Literal["line", "vendor"]
    minutes: Minutes
    line: Annotated[int, Meta(ge=0, le=3)] = 0
    statuses: Codes = []
    address: Annotated[str, Meta(max_length=254)] = ""
    calendar: Id | None = None


class StepShape(Input):
    """Who is told when: after `percent` of the time, or so many working `minutes` before (below zero) or after it is
    due. `targets`: promises that it is about (`line` and `vendor` too), none for all."""

    receivers: Annotated[list[Literal[RECEIVERS]], Meta(max_length=10)] = []  # type: ignore[valid-type]  # a tuple of names
    addresses: Addresses = []
    targets: Codes = []
    percent: Annotated[int, Meta(ge=1, le=99)] | None = None
    minutes: Annotated[int, Meta(ge=-5_270_400, le=5_270_400)] = 0


class NewPolicy(Input):
    """What a policy says. `conditions`: one test (`{"fact": "kind", "op": "is", "value": ["incident"]}`), or `all`,
    `any` or `not` of others; nothing for every ticket."""

    name: Short
    targets: Annotated[list[TargetShape], Meta(max_length=5)] = []
    conditions: dict[str, Any] = {}
    calendar: Id | None = None
    agreements: Annotated[list[AgreementShape], Meta(max_length=20)] = []
    pause_stages: Codes = msgspec.field(default_factory=lambda: ["customer"])
    pause_statuses: Codes = []
    restore_statuses: Codes = []
    steps: Annotated[list[StepShape], Meta(max_length=20)] = []


class PolicyChange(Input):
    """Only what is named changes; what is named is replaced as a whole."""

    name: Short | UnsetType = UNSET
    targets: Annotated[list[TargetShape], Meta(max_length=5)] | UnsetType = UNSET
    conditions: dict[str, Any] | UnsetType = UNSET
    calendar: Id | UnsetType | None = UNSET
    agreements: Annotated[list[AgreementShape], Meta(max_length=20)] | UnsetType = UNSET
    pause_stages: Codes | UnsetType = UNSET
    pause_statuses: Codes | UnsetType = UNSET
    restore_statuses: Codes | UnsetType = UNSET
    steps: Annotated[list[StepShape], Meta(max_length=20)] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class PolicyShape(msgspec.Struct):
    """A policy; the active one of the lowest `position` that fits a ticket is applied."""

    id: int
    name: str
    position: int
    is_active: bool
    conditions: dict[str, Any]
    calendar: int | None
    targets: list[TargetShape]
    agreements: list[AgreementShape]
    pause_stages: list[str]
    pause_statuses: list[str]
    restore_statuses: list[str]
    steps: list[StepShape]


class PolicyOrder(Input):
    """The ids of all policies, in the order in which they are tried."""

    policies: Annotated[list[Id], Meta(max_length=1000)]


@routes.get("/sla/policies", scope=READ, query=Page, answer=Items[PolicyShape])
def list_sla_policies(actor: Actor, query: Page) -> Items[PolicyShape]:
    """All policies by id, for agents; none for customers. One query."""
    rows = policies_visible_to(actor).filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1].id) if has_more else None)


@routes.get("/sla/policies/{row:id}", scope=READ, answer=PolicyShape)
def show_sla_policy(actor: Actor, id: int) -> PolicyShape:
    """One policy."""
    return _shape(policy_for(actor, id))


@routes.post("/sla/policies", scope=WRITE, body=NewPolicy, answer=PolicyShape, status=201)
def add_sla_policy(actor: Actor, body: NewPolicy) -> PolicyShape:
    """A new policy, after all others; open tickets are counted anew."""
    row = add_policy(actor, definition=_changed(PolicyDefinition(name=""), body))
    return _shape(row)


@routes.patch("/sla/policies/{row:id}", scope=WRITE, body=PolicyChange, answer=PolicyShape)
def change_sla_policy(actor: Actor, body: PolicyChange, id: int) -> PolicyShape:
    """Changes what is named; each change is a version, and open tickets are counted anew."""
    row = policy_for(actor, id)
    is_active = row.is_active if body.is_active is UNSET else body.is_active
    row = change_policy(actor, id, definition=_changed(said_by(row), body))
    if is_active != row.is_active:
        (bring_back_policy if is_active else retire_policy)(actor, id)
    return _shape(policy_for(actor, id))


@routes.delete("/sla/policies/{row:id}", scope=WRITE)
def retire_sla_policy(actor: Actor, id: int) -> None:
    """No ticket gets it any more; clocks that stopped keep it."""
    policy_for(actor, id)
    retire_policy(actor, id)


@routes.post("/sla/policies/order", scope=WRITE, body=PolicyOrder, status=204)
def order_sla_policies(actor: Actor, body: PolicyOrder) -> None:
    """Policies are tried in this order."""
    order_policies(actor, body.policies)


def _changed(said: PolicyDefinition, body: NewPolicy | PolicyChange) -> PolicyDefinition:
    given = {name: getattr(body, name) for name in body.__struct_fields__ if getattr(body, name) is not UNSET}
    given.pop("is_active", None)
    if "calendar" in given:
        given["calendar_id"] = given.pop("calendar")
    if "targets" in given:
        given["targets"] = [_target(each) for each in given["targets"]]
    if "agreements" in given:
        given["agreements"] = [_agreement(each) for each in given["agreements"]]
    if "steps" in given:
        given["steps"] = [_step(each) for each in given["steps"]]
    return msgspec.structs.replace(said, **given)


def _target(given: TargetShape) -> TargetDefinition:
    return TargetDefinition(code=given.target, minutes=_four(given.minutes), calendar_id=given.calendar)


def _agreement(given: AgreementShape) -> AgreementDefinition:
    values = msgspec.structs.asdict(given)
    return AgreementDefinition(calendar_id=values.pop("calendar"), minutes=_four(values.pop("minutes")), **values)


def _step(given: StepShape) -> StepDefinition:
    if given.percent is not None and given.minutes:
        raise Invalid("bad_step", field="steps")
    return StepDefinition(**msgspec.structs.asdict(given))


def _four(minutes: list[int | None]) -> tuple[int | None, int | None, int | None, int | None]:
    first, second, third, fourth = minutes
    return first, second, third, fourth


def _shape(row: Policy) -> PolicyShape:
    said = said_by(row)
    return PolicyShape(
        id=row.id,
        name=said.name,
        position=said.position,
        is_active=said.is_active,
        conditions=said.conditions,
        calendar=said.calendar_id,
        targets=[
            TargetShape(target=each.code, minutes=list(each.minutes), calendar=each.calendar_id)
            for each in said.targets
        ],
        agreements=[
            AgreementShape(
                name=each.name,
                party=each.party,
                minutes=list(each.minutes),
                line=each.line,
                statuses=each.statuses,
                address=each.address,
                calendar=each.calendar_id,
            )
            for each in said.agreements
        ],
        pause_stages=said.pause_stages,
        pause_statuses=said.pause_statuses,
        restore_statuses=said.restore_statuses,
        steps=[StepShape(**msgspec.structs.asdict(each)) for each in said.steps],
    )
