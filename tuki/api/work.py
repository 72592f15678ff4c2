"""What agents at work choose from: skills, reasons to pause, when somebody counts as absent; and what is escalated."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input, Items
from tuki.assignment.permissions import DISPATCH
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.people.agents.absence import LONGEST, SHORTEST, offline_after_minutes, set_absence_rule
from tuki.people.agents.reasons import set_pause_reason
from tuki.people.agents.work import remove_skill, set_skill, skill_names
from tuki.people.models import PauseReason
from tuki.tickets.lines.queries import escalation_shares
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("agents")
READ, WRITE = "settings:read", "settings:write"
ShortName = Annotated[str, Meta(max_length=120)]
Position = Annotated[int, Meta(ge=0, le=32767)]
DAYS_OF_A_MONTH = 31


class SkillShape(msgspec.Struct):
    """Something that some agents can and some tickets need."""

    code: str
    name: str


class NewSkill(Input):
    """The skill of this code, new or renamed."""

    code: Code
    name: ShortName


class PauseReasonShape(msgspec.Struct):
    """A reason to pause; one that is not active is no longer offered."""

    code: str
    name: str
    position: int
    is_active: bool


class NewPauseReason(Input):
    """The reason of this code, new or changed."""

    code: Code
    name: ShortName
    position: Position = 0
    is_active: bool = True


class Absence(Input):
    """After how many minutes without an open page an agent counts as offline."""

    offline_after_minutes: Annotated[int, Meta(ge=SHORTEST, le=LONGEST)]


class Months(Input):
    """So many months back, about."""

    months: Annotated[int, Meta(ge=1, le=120)] = 12


class ShareShape(msgspec.Struct):
    """Of the tickets that came to a team in the month that begins then: how many, and how many it escalated."""

    team: int
    month: datetime
    came: int
    escalated: int


@routes.get("/skills", scope=READ, answer=Items[SkillShape])
def list_skills(actor: Actor) -> Items[SkillShape]:
    """All skills by name. For agents."""
    _insist_agent(actor)
    return Items([SkillShape(code, name) for code, name in skill_names().items()], None)


@routes.post("/skills", scope=WRITE, body=NewSkill, answer=SkillShape)
def set_one_skill(actor: Actor, body: NewSkill) -> SkillShape:
    """One more skill, or another name for it."""
    row = set_skill(actor, code=body.code, name=body.name)
    return SkillShape(row.code, row.name)


@routes.delete("/skills/{code}", scope=WRITE)
def remove_one_skill(actor: Actor, code: str) -> None:
    """It is gone, from all agents too; refused while the assignment of a team needs it."""
    remove_skill(actor, code=code)


@routes.get("/pause-reasons", scope=READ, answer=Items[PauseReasonShape])
def list_pause_reasons(actor: Actor) -> Items[PauseReasonShape]:
    """All reasons to pause in their order, those that are no longer offered too. For agents."""
    _insist_agent(actor)
    return Items([_reason(row) for row in PauseReason.objects.order_by("position", "id")], None)


@routes.post("/pause-reasons", scope=WRITE, body=NewPauseReason, answer=PauseReasonShape)
def set_one_pause_reason(actor: Actor, body: NewPauseReason) -> PauseReasonShape:
    """One more reason, or a change of it; each change is a version."""
    return _reason(set_pause_reason(actor, **msgspec.structs.asdict(body)))


@routes.get("/absence", scope=READ, answer=Absence)
def show_absence(actor: Actor) -> Absence:
    """The rule of absence. For agents."""
    _insist_agent(actor)
    return Absence(offline_after_minutes=offline_after_minutes())


@routes.post("/absence", scope=WRITE, body=Absence, answer=Absence)
def set_absence(actor: Actor, body: Absence) -> Absence:
    """Another rule of absence; each change is a version."""
    set_absence_rule(actor, offline_after_minutes=body.offline_after_minutes)
    return show_absence(actor)


@routes.get("/escalations", scope="reports:read", query=Months, answer=Items[ShareShape])
def list_escalations(actor: Actor, query: Months) -> Items[ShareShape]:
    """Per month and team how many tickets came and how many of them were escalated, the latest month first."""
    if not actor.holds(DISPATCH):
        raise Refused("not_allowed")
    since = clock.now() - timedelta(days=DAYS_OF_A_MONTH * query.months)
    return Items(
        [ShareShape(row.team_id, row.month, row.came, row.escalated) for row in escalation_shares(since)], None
    )


def _reason(row: PauseReason) -> PauseReasonShape:
    return PauseReasonShape(row.code, row.name, row.position, row.is_active)


def _insist_agent(actor: Actor) -> None:
    if not sees_notes(actor):
        raise Refused("not_allowed")
