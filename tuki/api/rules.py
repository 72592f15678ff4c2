"""Rules: what the desk does by itself, and what each did and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Id, Input, Items, Page, after_id, cut
from tuki.automation.commands.firing import undo_firing
from tuki.automation.commands.rules import (
    add_rule,
    change_rule,
    move_rule,
    release_rule,
    retire_rule,
    switch_rule_off,
    switch_rule_on,
)
from tuki.automation.commands.undoing import undo_rule
from tuki.automation.models import Firing, Rule, RuleUndo
from tuki.automation.rules.asking import reasons
from tuki.automation.rules.definition import RuleDefinition
from tuki.automation.rules.examples import Outcome, outcomes_of
from tuki.automation.rules.library import definition_of, ready
from tuki.automation.rules.queries import firing_for, firings_visible_to, now_idle, rule_for, rules_for
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, Refused
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("rules")
READ, WRITE = "settings:read", "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Triggers = Annotated[list[Code], Meta(max_length=30)]
Table = dict[str, Any]
Departments = Annotated[list[Id], Meta(max_length=200)]
Steps = Annotated[list[Table], Meta(max_length=50)]


class ExampleShape(Input):
    """A given ticket (facts by code) and what is expected: whether the rule `fires`, and facts that hold `then`."""

    name: Annotated[str, Meta(max_length=160)] = ""
    trigger: Code = "opened"
    given: Table = {}
    fires: bool = True
    then: Table = {}


Examples = Annotated[list[ExampleShape], Meta(max_length=50)]


class OutcomeShape(msgspec.Struct):
    """How an example came out: `wrong` facts are not as expected; for what is `refused` (a code) nothing is done."""

    passed: bool
    fired: bool
    wrong: list[Table]
    reasons: list[Table]
    refused: str = ""


class RuleShape(msgspec.Struct):
    """A rule. It acts when `is_on`; `held`: tickets or mails, while it waits for somebody to decide.

    `departments`: ids of those to which it keeps, with what stands below them; none: the whole desk.
    """

    id: int
    name: str
    position: int
    triggers: list[str]
    conditions: Table
    steps: list[Table]
    examples: list[ExampleShape]
    outcomes: list[OutcomeShape]
    most_tickets: int
    most_mails: int
    is_last: bool
    departments: list[int]
    is_on: bool
    is_idle: bool
    held: str | None
    fired_count: int
    last_fired_at: datetime | None


class NewRule(Input):
    """A draft. `conditions` as policies have them, `steps` as macros have them; see `GET /actions`.

    Without `departments` it acts on the whole desk, which takes the permission everywhere.
    """

    name: ShortName
    triggers: Triggers
    steps: Steps
    conditions: Table = {}
    examples: Examples = []
    most_tickets: Annotated[int, Meta(ge=1, le=100_000)] = 200
    most_mails: Annotated[int, Meta(ge=1, le=100_000)] = 50
    is_last: bool = False
    departments: Departments = []


class RuleChange(Input):
    """Only what is named changes; what is named is replaced as a whole. `position` counts from 1."""

    name: ShortName | UnsetType = UNSET
    triggers: Triggers | UnsetType = UNSET
    steps: Steps | UnsetType = UNSET
    conditions: Table | UnsetType = UNSET
    examples: Examples | UnsetType = UNSET
    most_tickets: Annotated[int, Meta(ge=1, le=100_000)] | UnsetType = UNSET
    most_mails: Annotated[int, Meta(ge=1, le=100_000)] | UnsetType = UNSET
    is_last: bool | UnsetType = UNSET
    departments: Departments | UnsetType = UNSET
    position: Annotated[int, Meta(ge=1, le=100_000)] | UnsetType = UNSET


class Release(Input):
    """Whether what stands by is done now or dropped."""

    goes_on: bool


class Since(Input):
    """Everything from this moment on."""

    since: datetime


class FiringPage(Page):
    """Firings of one rule, of one state."""

    rule: Id | None = None
    state: Code | None = None


class FiringShape(msgspec.Struct):
    """Once that a rule fired. `reasons`: each comparison with what was found; `left_out`: steps not taken, and why."""

    id: int
    rule: int
    ticket: str
    state: str
    trigger: str
    fired_at: datetime
    reasons: list[Table]
    steps: list[Table]
    left_out: list[Table]
    problem: str
    mails: int
    because: int | None


class LastingShape(msgspec.Struct):
    """Codes of steps that nothing takes back."""

    lasting: list[str]


class UndoShape(msgspec.Struct):
    """How far the taking back is. `lasting`: firings of which something stays, with the steps' codes or the refusal."""

    since: datetime
    firings: int
    seen: int
    undone: int
    lasting: list[Table]
    ended_at: datetime | None


@routes.get("/rules", scope=READ, answer=Items[RuleShape])
def list_rules(actor: Actor) -> Items[RuleShape]:
    """All rules in their order."""
    return Items([_rule(row) for row in rules_for(actor)], None)


@routes.get("/rules/{row:id}", scope=READ, answer=RuleShape)
def show_rule(actor: Actor, id: int) -> RuleShape:
    """One rule, with how its examples come out."""
    return _rule(rule_for(actor, id))


@routes.post("/rules", scope=WRITE, body=NewRule, answer=RuleShape, status=201)
def add_new_rule(actor: Actor, body: NewRule) -> RuleShape:
    """A draft at the end of the order."""
    return _rule(add_rule(actor, definition=msgspec.convert(msgspec.to_builtins(body), RuleDefinition)))


@routes.patch("/rules/{row:id}", scope=WRITE, body=RuleChange, answer=RuleShape)
def change_one_rule(actor: Actor, body: RuleChange, id: int) -> RuleShape:
    """Changes what is named; each change is a version that can be taken back in the settings."""
    said = msgspec.to_builtins(body)
    position = said.pop("position", None)
    old = definition_of(rule_for(actor, id))
    if said:
        change_rule(actor, id, definition=msgspec.convert(msgspec.to_builtins(old) | said, RuleDefinition))
    if position is not None:
        move_rule(actor, id, position=position)
    return _rule(rule_for(actor, id))


@routes.delete("/rules/{row:id}", scope=WRITE)
def remove_one_rule(actor: Actor, id: int) -> None:
    """Off the list; what it did stays."""
    retire_rule(actor, id)


@routes.post("/rules/{row:id}/activation", scope=WRITE, answer=RuleShape)
def switch_one_rule_on(actor: Actor, id: int) -> RuleShape:
    """It acts from now on; refused while an example fails or there is none."""
    return _rule(switch_rule_on(actor, id))


@routes.delete("/rules/{row:id}/activation", scope=WRITE, answer=RuleShape)
def switch_one_rule_off(actor: Actor, id: int) -> RuleShape:
    """It is a draft again; what stood by is dropped."""
    return _rule(switch_rule_off(actor, id))


@routes.post("/rules/{row:id}/release", scope=WRITE, body=Release, answer=RuleShape)
def release_one_rule(actor: Actor, body: Release, id: int) -> RuleShape:
    """A held rule acts again."""
    return _rule(release_rule(actor, id, goes_on=body.goes_on))


@routes.post("/rules/{row:id}/undo", scope=WRITE, body=Since, answer=UndoShape, status=202)
def undo_one_rule(actor: Actor, body: Since, id: int) -> UndoShape:
    """Everything that it did since a moment is taken back, one after the other; `GET` says how far that is."""
    if body.since.tzinfo is None:
        raise Invalid("invalid", field="since")
    return _undo(undo_rule(actor, id, since=body.since))


@routes.get("/rules/{row:id}/undo", scope=READ, answer=Items[UndoShape])
def show_undo(actor: Actor, id: int) -> Items[UndoShape]:
    """The last ten times that everything was taken back, the latest first."""
    rows = RuleUndo.objects.filter(rule=rule_for(actor, id)).order_by("-id")[:10]
    return Items([_undo(row) for row in rows], None)


@routes.get("/firings", scope=READ, query=FiringPage, answer=Items[FiringShape])
def list_firings(actor: Actor, query: FiringPage) -> Items[FiringShape]:
    """What rules did on tickets that the caller sees, in the order of their ids. For agents."""
    _insist_agent(actor)
    found = firings_visible_to(actor).select_related("ticket").filter(id__gt=after_id(query)).order_by("id")
    if query.rule is not None:
        found = found.filter(rule_id=query.rule)
    if query.state is not None:
        found = found.filter(state=query.state)
    rows, has_more = cut(list(found[: query.size + 1]), query.size)
    return Items([_firing(row) for row in rows], str(rows[-1].id) if has_more else None)


@routes.get("/firings/{row:id}", scope=READ, answer=FiringShape)
def show_firing(actor: Actor, id: int) -> FiringShape:
    """One firing with its reason."""
    _insist_agent(actor)
    return _firing(firing_for(actor, id))


@routes.post("/firings/{row:id}/undo", scope=WRITE, answer=LastingShape)
def undo_one_firing(actor: Actor, id: int) -> LastingShape:
    """What the rule did there is taken back, as far as it can be."""
    return LastingShape(undo_firing(actor, id))


def _insist_agent(actor: Actor) -> None:
    if not sees_notes(actor):
        raise Refused("not_allowed")


def _rule(row: Rule) -> RuleShape:
    said, read = definition_of(row), ready(row)
    return RuleShape(
        **{name: value for name, value in msgspec.to_builtins(said).items() if name not in ("examples",)},
        id=row.id,
        position=row.position,
        examples=[msgspec.convert(msgspec.to_builtins(each), ExampleShape) for each in said.examples],
        outcomes=[_outcome(each) for each in outcomes_of(read)] if read else [],
        is_on=row.switched_on_at is not None,
        is_idle=row.id in now_idle([row]),
        held=row.held_because if row.held_at else None,
        fired_count=row.fired_count,
        last_fired_at=row.last_fired_at,
    )


def _outcome(each: Outcome) -> OutcomeShape:
    wrong = [{"fact": one.fact, "expected": _plain(one.expected), "found": _plain(one.found)} for one in each.wrong]
    return OutcomeShape(each.passed, each.fired, wrong, reasons(each.judged), each.refused)


def _plain(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else value


def _firing(row: Firing) -> FiringShape:
    return FiringShape(
        id=row.id,
        rule=row.rule_id,
        ticket=row.ticket.reference,
        state=row.state,
        trigger=row.trigger,
        fired_at=row.fired_at,
        reasons=row.reasons,
        steps=[{"action": each["action"], "given": each["given"]} for each in row.steps],
        left_out=row.left_out,
        problem=row.problem,
        mails=row.mails,
        because=row.because_id,
    )


def _undo(row: RuleUndo) -> UndoShape:
    return UndoShape(row.since, row.firing_count, row.seen_count, row.undone_count, row.lasting, row.ended_at)
