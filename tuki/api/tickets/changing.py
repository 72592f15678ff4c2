"""Changing a ticket: one resource per command, DELETE for its inverse. Each answers with the ticket."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from tuki.api.categories import category_id
from tuki.api.naming import any_department, known_person, requester_id
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Code, Id, Input, Line, Name
from tuki.api.tickets.opening import Level, Path, Tags
from tuki.api.tickets.shapes import TicketShape, ticket_shape
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.tickets.commands.assign import assign_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.commands.change import change_category, change_kind, change_requester, change_subject
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority, release_priority
from tuki.tickets.commands.status import change_status, confirm_completion, reject_completion
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.trash import restore_ticket, trash_ticket

routes = Routes("tickets")
WRITE = "tickets:write"


class Assignment(Input):
    """Who is responsible: `me`, an agent's id or mail address."""

    assignee: Id | Address


class StatusChange(Input):
    """Where the ticket stands; completing needs a resolution."""

    status: Code
    resolution: Code | None = None


class Transfer(Input):
    """The department by id or name."""

    department: Id | Name


class GivenTags(Input):
    """Tags to put on or to take off."""

    tags: Tags


class Priority(Input):
    """1 (critical), 2 (high), 3 (normal), 4 (low), whatever the matrix says. `reason` stays with the ticket."""

    priority: Annotated[int, Meta(ge=1, le=4)]
    reason: Line = "Set by a program."


class Urgency(Input):
    """1 (very high), 2 (high), 3 (medium), 4 (low), 5 (none)."""

    urgency: Level


class Impact(Input):
    """1 (major), 2 (high), 3 (medium), 4 (low), 5 (none)."""

    impact: Level


class KindChange(Input):
    """The code of a kind."""

    kind: Code


class CategoryGiven(Input):
    """The category by id, or by its path of names (`Hardware/Printers`)."""

    category: Id | Path


class Subject(Input):
    """The words of the subject."""

    subject: Line


class Requester(Input):
    """Who asks: an id or a mail address; a new address becomes a contact."""

    requester: Id | Address


@routes.post("/tickets/{reference:number}/assignment", scope=WRITE, body=Assignment, answer=TicketShape)
def assign(actor: Actor, body: Assignment, number: str) -> TicketShape:
    """Makes an agent responsible."""
    ticket_shape(actor, number)
    assign_ticket(actor, number, assignee_id=known_person(actor, body.assignee, field="assignee"))
    return ticket_shape(actor, number)


@routes.delete("/tickets/{reference:number}/assignment", scope=WRITE, answer=TicketShape)
def unassign(actor: Actor, number: str) -> TicketShape:
    """Nobody is responsible any more."""
    unassign_ticket(actor, number)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/status", scope=WRITE, body=StatusChange, answer=TicketShape)
def set_status(actor: Actor, body: StatusChange, number: str) -> TicketShape:
    """Moves the ticket along an allowed transition."""
    change_status(actor, number, status=body.status, resolution=body.resolution)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/completion", scope=WRITE, answer=TicketShape)
def accept_completion(actor: Actor, number: str) -> TicketShape:
    """The requester is content; the ticket closes."""
    confirm_completion(actor, number)
    return ticket_shape(actor, number)


@routes.delete("/tickets/{reference:number}/completion", scope=WRITE, answer=TicketShape)
def object_to_completion(actor: Actor, number: str) -> TicketShape:
    """The requester is not content; the ticket is back in work."""
    reject_completion(actor, number)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/department", scope=WRITE, body=Transfer, answer=TicketShape | None)
def transfer(actor: Actor, body: Transfer, number: str) -> TicketShape | None:
    """Another department answers from now on. Null when the caller does not see the ticket there."""
    ticket_shape(actor, number)
    moved = transfer_ticket(actor, number, department_id=any_department(body.department))
    return _if_visible(actor, moved.reference)


@routes.post("/tickets/{reference:number}/tags", scope=WRITE, body=GivenTags, answer=TicketShape)
def put_tags_on(actor: Actor, body: GivenTags, number: str) -> TicketShape:
    """Puts tags on."""
    tag_ticket(actor, number, tags=body.tags)
    return ticket_shape(actor, number)


@routes.delete("/tickets/{reference:number}/tags", scope=WRITE, given=GivenTags, answer=TicketShape)
def take_tags_off(actor: Actor, body: GivenTags, number: str) -> TicketShape:
    """Takes tags off (`?tags=a&tags=b`, or the same as a body)."""
    untag_ticket(actor, number, tags=body.tags)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/priority", scope=WRITE, body=Priority, answer=TicketShape)
def set_priority(actor: Actor, body: Priority, number: str) -> TicketShape:
    """Overrides the priority that urgency and impact give by the matrix."""
    override_priority(actor, number, priority=body.priority, reason=body.reason)
    return ticket_shape(actor, number)


@routes.delete("/tickets/{reference:number}/priority", scope=WRITE, answer=TicketShape)
def let_matrix_decide(actor: Actor, number: str) -> TicketShape:
    """The matrix gives the priority again."""
    release_priority(actor, number)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/urgency", scope=WRITE, body=Urgency, answer=TicketShape)
def set_urgency(actor: Actor, body: Urgency, number: str) -> TicketShape:
    """How urgent it is for the requester, who may only raise it; the priority follows."""
    change_urgency(actor, number, urgency=body.urgency)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/impact", scope=WRITE, body=Impact, answer=TicketShape)
def set_impact(actor: Actor, body: Impact, number: str) -> TicketShape:
    """How much it touches, as the desk judges; the priority follows."""
    change_impact(actor, number, impact=body.impact)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/kind", scope=WRITE, body=KindChange, answer=TicketShape)
def set_kind(actor: Actor, body: KindChange, number: str) -> TicketShape:
    """What kind of request it is."""
    change_kind(actor, number, kind=body.kind)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/category", scope=WRITE, body=CategoryGiven, answer=TicketShape)
def set_category(actor: Actor, body: CategoryGiven, number: str) -> TicketShape:
    """What it is about."""
    change_category(actor, number, category_id=category_id(body.category))
    return ticket_shape(actor, number)


@routes.delete("/tickets/{reference:number}/category", scope=WRITE, answer=TicketShape)
def take_category_off(actor: Actor, number: str) -> TicketShape:
    """It is of no category."""
    change_category(actor, number, category_id=None)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/subject", scope=WRITE, body=Subject, answer=TicketShape)
def set_subject(actor: Actor, body: Subject, number: str) -> TicketShape:
    """Rewords the subject."""
    change_subject(actor, number, subject=body.subject)
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/requester", scope=WRITE, body=Requester, answer=TicketShape)
def set_requester(actor: Actor, body: Requester, number: str) -> TicketShape:
    """Somebody else is the one who asks."""
    ticket_shape(actor, number)
    change_requester(actor, number, requester_id=requester_id(actor, body.requester))
    return ticket_shape(actor, number)


@routes.post("/tickets/{reference:number}/trash", scope=WRITE, answer=TicketShape | None)
def put_into_trash(actor: Actor, number: str) -> TicketShape | None:
    """Puts the ticket into the trash. Null when the caller does not see what lies there."""
    return _if_visible(actor, trash_ticket(actor, number).reference)


@routes.delete("/tickets/{reference:number}/trash", scope=WRITE, answer=TicketShape)
def take_out_of_trash(actor: Actor, number: str) -> TicketShape:
    """Takes the ticket out of the trash."""
    restore_ticket(actor, number)
    return ticket_shape(actor, number)


def _if_visible(actor: Actor, number: str) -> TicketShape | None:
    """The ticket, or None when the change has taken it out of the caller's sight."""
    try:
        return ticket_shape(actor, number)
    except NotFound:
        return None
