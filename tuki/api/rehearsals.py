"""Rehearsals: a draft of a rule, a policy, a calendar or the priorities, replayed over past weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Id, Input, Items, Page, after_id, cut
from tuki.automation.commands.rehearsals import KEPT_DAYS, remove_rehearsal, start_rehearsal, stop_rehearsal
from tuki.automation.models import Finding, Rehearsal
from tuki.automation.rehearsed import RehearsalOutcome, findings_for, outcome_of, rehearsal_for, rehearsals_for
from tuki.automation.rehearsing.limits import LeftOut, left_out_of
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid

routes = Routes("rehearsals")
READ, WRITE = "settings:read", "settings:write"
Verdict = Literal["met", "missed", "going", "none"]


class NewRehearsal(Input):
    """What is rehearsed: `definition` as the kind's own routes take it, and as one of `object` (an id) where it would
    replace that. Over the last `weeks`, or from `start` to `end`."""

    kind: Literal["rule", "policy", "calendar", "matrix"]
    definition: dict[str, Any]
    object: Id | None = None
    name: Annotated[str, Meta(max_length=160)] = ""
    weeks: Annotated[int, Meta(ge=1, le=522)] = 4
    start: datetime | None = None
    end: datetime | None = None


class RehearsalShape(msgspec.Struct):
    """A rehearsal. `state`: running, done, stopped or failed; `outcome` counts what was found so far.

    `left_out`: codes of what it could not replay, with the facts that it took as they are today. `kept_until`: when it
    is removed by itself.
    """

    id: int
    kind: str
    name: str
    object: int | None
    start: datetime
    end: datetime
    state: str
    tickets: int
    seen: int
    outcome: RehearsalOutcome
    left_out: list[LeftOut]
    kept_until: datetime | None


class FindingPage(Page):
    """`mark`: the key of a number, such as `changed:priority`, `department:3:after`, `avoided` or `caused`."""

    mark: Annotated[str, Meta(max_length=80)] | None = None
    before: Verdict | None = None
    after: Verdict | None = None


class FindingShape(msgspec.Struct):
    """A ticket with what would have been otherwise; `detail` as the page shows it, `marks` the numbers it is in."""

    id: int
    ticket: str
    before: str
    after: str
    mails: int
    marks: list[str]
    detail: dict[str, Any]


@routes.get("/rehearsals", scope=READ, query=Page, answer=Items[RehearsalShape])
def list_rehearsals(actor: Actor, query: Page) -> Items[RehearsalShape]:
    """The latest first."""
    found = rehearsals_for(actor)
    if beyond := after_id(query):
        found = found.filter(id__lt=beyond)
    rows, has_more = cut(list(found[: query.size + 1]), query.size)
    return Items([_shape(row) for row in rows], str(rows[-1].id) if has_more else None)


@routes.post("/rehearsals", scope=WRITE, body=NewRehearsal, answer=RehearsalShape, status=202)
def begin_rehearsal(actor: Actor, body: NewRehearsal) -> RehearsalShape:
    """Begins one; nothing of the desk changes. `GET` says how far it is."""
    if any(moment is not None and moment.tzinfo is None for moment in (body.start, body.end)):
        raise Invalid("span_shape", field="start")
    row = start_rehearsal(
        actor,
        kind=body.kind,
        definition=body.definition,
        object_id=body.object,
        name=body.name,
        weeks=body.weeks,
        start=body.start,
        end=body.end,
    )
    return _shape(row)


@routes.get("/rehearsals/{row:id}", scope=READ, answer=RehearsalShape)
def show_rehearsal(actor: Actor, id: int) -> RehearsalShape:
    """How far it is, and what it has found so far."""
    return _shape(rehearsal_for(actor, id))


@routes.post("/rehearsals/{row:id}/stop", scope=WRITE, answer=RehearsalShape)
def stop_one_rehearsal(actor: Actor, id: int) -> RehearsalShape:
    """It ends with what it has found."""
    return _shape(stop_rehearsal(actor, id))


@routes.delete("/rehearsals/{row:id}", scope=WRITE)
def remove_one_rehearsal(actor: Actor, id: int) -> None:
    """It is gone with what it found; one that runs ends. By itself it goes thirty days after its end."""
    remove_rehearsal(actor, id)


@routes.get("/rehearsals/{row:id}/findings", scope=READ, query=FindingPage, answer=Items[FindingShape])
def list_findings(actor: Actor, query: FindingPage, id: int) -> Items[FindingShape]:
    """The tickets behind a number, only those that the caller sees."""
    row = rehearsal_for(actor, id)
    found = findings_for(actor, row, mark=query.mark or "", before=query.before or "", after=query.after or "").filter(
        id__gt=after_id(query)
    )
    rows, has_more = cut(list(found[: query.size + 1]), query.size)
    return Items([_finding(each) for each in rows], str(rows[-1].id) if has_more else None)


def _shape(row: Rehearsal) -> RehearsalShape:
    return RehearsalShape(
        id=row.id,
        kind=row.kind,
        name=row.name,
        object=row.object_id,
        start=row.start,
        end=row.end,
        state=row.state,
        tickets=row.ticket_count,
        seen=row.seen_count,
        outcome=outcome_of(row),
        left_out=left_out_of(row),
        kept_until=row.ended_at + timedelta(days=KEPT_DAYS) if row.ended_at else None,
    )


def _finding(row: Finding) -> FindingShape:
    return FindingShape(row.id, row.ticket.reference, row.before, row.after, row.mails, row.marks.split(), row.detail)
