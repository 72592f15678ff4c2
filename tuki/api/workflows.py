"""Workflows, kinds of tickets, and approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Id, Input, Items, LongText
from tuki.catalogue.commands.kinds import add_kind, rename_kind, restore_kind, retire_kind
from tuki.catalogue.kinds import kinds_now
from tuki.catalogue.queries import all_kind_names
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.tickets.commands.approval import decline_approval, grant_approval, withdraw_approval
from tuki.tickets.commands.workflow import (
    add_workflow,
    change_workflow,
    give_kind_workflow,
    restore_workflow,
    retire_workflow,
)
from tuki.tickets.commands.workflow_versions import restore_workflow_version
from tuki.tickets.models import Approval
from tuki.tickets.queries import ticket_for, visible_to
from tuki.tickets.queries.approvals import ShownApproval, approvals_of, waiting_for
from tuki.tickets.queries.seeing import sees_notes
from tuki.tickets.queries.workflow import KeptWorkflow, workflow_serving, workflows
from tuki.tickets.workflow import WorkflowDefinition

routes = Routes("settings")
approvals = Routes("tickets")
READ, WRITE = "settings:read", "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Names = Annotated[dict[Code, ShortName], Meta(max_length=20)]
Moves = Annotated[dict[Code, Code], Meta(max_length=60)]


class WorkflowShape(msgspec.Struct):
    """A workflow. The default one serves the kinds that no other serves."""

    id: int
    code: str
    definition: WorkflowDefinition
    is_default: bool
    is_retired: bool
    version: int


class NewWorkflow(Input):
    """`moves`: for a status that tickets of its kinds would lose, the one in which they stand then."""

    code: Code
    definition: WorkflowDefinition
    moves: Moves = {}


class WorkflowChange(Input):
    """The whole definition; `version`, when given, is the one that was read."""

    definition: WorkflowDefinition
    moves: Moves = {}
    version: Annotated[int, Meta(ge=1)] | None = None


class Retirement(Input):
    """Where the tickets go that would lose their status."""

    moves: Moves = {}


class KindShape(msgspec.Struct):
    """A kind of ticket and the workflow by which its tickets go."""

    code: str
    name: str
    names: dict[str, str]
    is_active: bool
    workflow: int | None


class NewKind(Input):
    """Names by language."""

    code: Code
    names: Names


class KindNames(Input):
    """Names by language."""

    names: Names


class KindWorkflow(Input):
    """The id of a workflow, and where tickets of the kind go that would lose their status."""

    workflow: Id
    moves: Moves = {}


class ApprovalShape(msgspec.Struct):
    """Somebody wants a ticket to go from one status to another; `state`: pending, granted, declined, withdrawn."""

    id: int
    ticket: str
    source: str
    target: str
    resolution: str | None
    asked_by: int | None
    asked_at: datetime
    state: str
    decided_at: datetime | None
    comment: str


class Said(Input):
    """What is said with a decision; declining needs it."""

    comment: LongText = ""


@routes.get("/workflows", scope=READ, answer=Items[WorkflowShape])
def list_workflows(actor: Actor) -> Items[WorkflowShape]:
    """All workflows, the default one first. For agents."""
    _insist_agent(actor)
    return Items([_shape(each) for each in workflows().values()], None)


@routes.get("/workflows/{row:id}", scope=READ, answer=WorkflowShape)
def show_workflow(actor: Actor, id: int) -> WorkflowShape:
    """One workflow."""
    _insist_agent(actor)
    return _shape(_kept(id))


@routes.post("/workflows", scope=WRITE, body=NewWorkflow, answer=WorkflowShape, status=201)
def add_new_workflow(actor: Actor, body: NewWorkflow) -> WorkflowShape:
    """One more workflow."""
    added = add_workflow(actor, code=body.code, definition=body.definition, moves=body.moves)
    return _shape(_kept(added.id))


@routes.patch("/workflows/{row:id}", scope=WRITE, body=WorkflowChange, answer=WorkflowShape)
def change_one_workflow(actor: Actor, body: WorkflowChange, id: int) -> WorkflowShape:
    """The workflow is so from now on; refused with counts when tickets stand in a status that it loses."""
    change_workflow(actor, id, definition=body.definition, moves=body.moves, seen_version=body.version)
    return _shape(_kept(id))


@routes.post("/workflows/{row:id}/versions/{row:number}", scope=WRITE, body=Retirement, answer=WorkflowShape)
def go_back_to_version(actor: Actor, body: Retirement, id: int, number: int) -> WorkflowShape:
    """What it said in that version holds again, as a new one; refused with counts when tickets stand in a status that
    it loses, until `moves` says where they go."""
    restore_workflow_version(actor, id, number=number, moves=body.moves)
    return _shape(_kept(id))


@routes.post("/workflows/{row:id}/retirement", scope=WRITE, body=Retirement, answer=WorkflowShape)
def retire_one_workflow(actor: Actor, body: Retirement, id: int) -> WorkflowShape:
    """Its kinds go by the default workflow from now on."""
    retire_workflow(actor, id, moves=body.moves)
    return _shape(_kept(id))


@routes.delete("/workflows/{row:id}/retirement", scope=WRITE, answer=WorkflowShape)
def restore_one_workflow(actor: Actor, id: int) -> WorkflowShape:
    """It can serve kinds again."""
    restore_workflow(actor, id)
    return _shape(_kept(id))


@routes.get("/kinds", scope=READ, answer=Items[KindShape])
def list_kinds(actor: Actor) -> Items[KindShape]:
    """All kinds in their order."""
    return Items(_kinds(actor), None)


@routes.post("/kinds", scope=WRITE, body=NewKind, answer=KindShape, status=201)
def add_new_kind(actor: Actor, body: NewKind) -> KindShape:
    """One more kind."""
    add_kind(actor, code=body.code, names=body.names)
    return _kind(actor, body.code)


@routes.patch("/kinds/{code}", scope=WRITE, body=KindNames, answer=KindShape)
def rename_one_kind(actor: Actor, body: KindNames, code: str) -> KindShape:
    """It is called otherwise."""
    rename_kind(actor, code, names=body.names)
    return _kind(actor, code)


@routes.post("/kinds/{code}/workflow", scope=WRITE, body=KindWorkflow, answer=KindShape)
def set_workflow_of_kind(actor: Actor, body: KindWorkflow, code: str) -> KindShape:
    """Its tickets go by that workflow from now on."""
    give_kind_workflow(actor, code, workflow_id=body.workflow, moves=body.moves)
    return _kind(actor, code)


@routes.post("/kinds/{code}/retirement", scope=WRITE, answer=KindShape)
def retire_one_kind(actor: Actor, code: str) -> KindShape:
    """No new ticket is of this kind."""
    retire_kind(actor, code)
    return _kind(actor, code)


@routes.delete("/kinds/{code}/retirement", scope=WRITE, answer=KindShape)
def restore_one_kind(actor: Actor, code: str) -> KindShape:
    """Tickets can be of this kind again."""
    restore_kind(actor, code)
    return _kind(actor, code)


@approvals.get("/approvals", scope="tickets:read", answer=Items[ApprovalShape])
def list_my_approvals(actor: Actor) -> Items[ApprovalShape]:
    """What waits for the caller's approval, the oldest first."""
    return Items([_approval(each) for each in waiting_for(actor)] if sees_notes(actor) else [], None)


@approvals.get("/tickets/{reference:number}/approvals", scope="tickets:read", answer=Items[ApprovalShape])
def list_approvals(actor: Actor, number: str) -> Items[ApprovalShape]:
    """All approvals of a ticket, the newest first. For agents."""
    ticket = ticket_for(actor, number)
    return Items([_approval(each) for each in approvals_of(ticket)] if sees_notes(actor) else [], None)


@approvals.post("/approvals/{row:id}/grant", scope="tickets:write", body=Said, answer=ApprovalShape)
def grant_one_approval(actor: Actor, body: Said, id: int) -> ApprovalShape:
    """Agrees; the ticket goes on."""
    grant_approval(actor, id, comment=body.comment)
    return _decided(actor, id)


@approvals.post("/approvals/{row:id}/refusal", scope="tickets:write", body=Said, answer=ApprovalShape)
def decline_one_approval(actor: Actor, body: Said, id: int) -> ApprovalShape:
    """Does not agree, and says why."""
    decline_approval(actor, id, reason=body.comment)
    return _decided(actor, id)


@approvals.delete("/approvals/{row:id}", scope="tickets:write", answer=ApprovalShape)
def withdraw_one_approval(actor: Actor, id: int) -> ApprovalShape:
    """Asks no longer."""
    withdraw_approval(actor, id)
    return _decided(actor, id)


def _insist_agent(actor: Actor) -> None:
    if not sees_notes(actor):
        raise NotFound()


def _kept(workflow_id: int) -> KeptWorkflow:
    found = workflows().get(workflow_id)
    if found is None:
        raise NotFound()
    return found


def _shape(each: KeptWorkflow) -> WorkflowShape:
    return WorkflowShape(each.id, each.code, each.definition, each.is_default, each.is_retired, each.version)


def _kinds(actor: Actor) -> list[KindShape]:
    names, is_agent = all_kind_names(), sees_notes(actor)
    return [
        KindShape(each.code, names[each.code], each.names, each.is_active, _serving(each.code) if is_agent else None)
        for each in kinds_now().kinds
        if is_agent or each.is_active
    ]


def _serving(code: str) -> int | None:
    found = workflow_serving(code)
    return found.id if found else None


def _kind(actor: Actor, code: str) -> KindShape:
    found = next((each for each in _kinds(actor) if each.code == code), None)
    if found is None:
        raise NotFound()
    return found


def _approval(each: ShownApproval) -> ApprovalShape:
    return ApprovalShape(
        each.id, each.reference, each.source, each.target, each.resolution, each.asker_id, each.asked_at, each.state,
        each.decided_at, each.comment,
    )  # fmt: skip


def _decided(actor: Actor, approval_id: int) -> ApprovalShape:
    ticket = visible_to(actor).filter(pk__in=Approval.objects.filter(pk=approval_id).values("ticket_id")).first()
    if ticket is None:
        raise NotFound()
    return next(_approval(each) for each in approvals_of(ticket) if each.id == approval_id)
