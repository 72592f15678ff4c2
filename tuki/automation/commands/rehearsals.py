"""Rehearsals: beginning one, writing down what each slice found, stopping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tuki.automation.models import Finding, Rehearsal, RehearsalKind, RehearsalState
from tuki.automation.permissions import REHEARSE
from tuki.automation.rehearsed import rehearsals_for
from tuki.automation.rehearsing.drafts import Found, draft_of
from tuki.automation.rehearsing.reading import tickets_in
from tuki.automation.rehearsing.rules import Span
from tuki.automation.rules.events import RehearsalRemoved, RehearsalStarted
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, NotFound, Refused

JOB, LANE = "rehearsals.run", "slow"
LONGEST_DAYS = 3660
KEPT_DAYS = 30  # a rehearsal that ended longer ago says nothing that a new one would not say better
AT_ONCE = 20


@command
def start_rehearsal(
    actor: Actor,
    *,
    kind: str,
    definition: dict[str, Any],
    object_id: int | None = None,
    name: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    weeks: int = 4,
) -> Rehearsal:
    """Replays a draft over the last weeks, or from `start` to `end`; what it finds is read while it runs. Who may
    rehearse only in some departments gets it over their tickets alone.

    Announces `rehearsal.started`. Refuses `not_allowed`, `span_shape`, and what reading the draft refuses.
    """
    if not actor.holds(REHEARSE):
        raise Refused("not_allowed")
    span = _span(start, end, weeks)
    draft_of(kind, object_id, definition, span)
    areas = actor.areas(REHEARSE)
    department_ids = None if areas is None else sorted(areas)
    row = Rehearsal.objects.create(
        kind=RehearsalKind(kind),
        object_id=object_id,
        name=plain_line(name or str(definition.get("name", "")) or kind, 160),
        definition=definition,
        start=span.start,
        end=span.end,
        ticket_count=tickets_in(span, department_ids).count(),
        department_ids=department_ids,
        started_by_id=actor.id,
        made_at=clock.now(),
    )
    announce(actor, RehearsalStarted(subject=row.id, setting=kind, object_id=object_id))
    enqueue(JOB, lane=LANE, rehearsal_id=row.id)
    return row


@command
def stop_rehearsal(actor: Actor, rehearsal_id: int) -> Rehearsal:
    """It ends with what it has found so far. Nothing to do when it has ended; refuses `not_allowed` and `not_found`."""
    row = _fetched(actor, rehearsal_id)
    if row.state == RehearsalState.RUNNING:
        _end(row, RehearsalState.STOPPED)
    return row


@command
def remove_rehearsal(actor: Actor, rehearsal_id: int) -> None:
    """It is gone with everything that it found; one that runs ends. Announces `rehearsal.removed`; refuses
    `not_allowed` and `not_found`."""
    row = _fetched(actor, rehearsal_id)
    announce(actor, RehearsalRemoved(subject=row.id))
    row.delete()


@command
def remove_old_rehearsals(actor: Actor) -> int:
    """Those that ended `KEPT_DAYS` ago or earlier are gone, some at a time; how many. Announces `rehearsal.removed`."""
    if actor.is_person:
        raise Refused("not_allowed")
    before = clock.now() - timedelta(days=KEPT_DAYS)
    rows = list(Rehearsal.objects.filter(ended_at__lt=before).order_by("id")[:AT_ONCE])
    for row in rows:
        announce(actor, RehearsalRemoved(subject=row.id))
        row.delete()
    return len(rows)


@command
def note_findings(actor: Actor, rehearsal_id: int, found: Mapping[int, Found], *, seen: int, upto: int) -> bool:
    """Writes down what some tickets gave; False when the rehearsal has ended or has been there already."""
    row = _running(actor, rehearsal_id)
    if row is None or upto <= row.next_id:
        return False
    Finding.objects.bulk_create(
        (_finding(row, ticket_id, each) for ticket_id, each in found.items()),
        batch_size=500,
    )
    counts = Counter(row.summary)
    for each in found.values():
        counts.update(each.counts)
    row.summary, row.seen_count, row.next_id = dict(counts), row.seen_count + seen, upto
    row.save(update_fields=["summary", "seen_count", "next_id"])
    return True


@command
def end_rehearsal(actor: Actor, rehearsal_id: int, *, failed: bool = False) -> None:
    """Everything was seen, or it could not go on."""
    if (row := _running(actor, rehearsal_id)) is not None:
        _end(row, RehearsalState.FAILED if failed else RehearsalState.DONE)


@command
def next_slice(actor: Actor, rehearsal_id: int) -> None:
    """It goes on in a job of its own."""
    enqueue(JOB, lane=LANE, rehearsal_id=rehearsal_id)


def _fetched(actor: Actor, rehearsal_id: int) -> Rehearsal:
    row = rehearsals_for(actor).select_for_update().filter(pk=rehearsal_id).first()
    if row is None:
        raise NotFound()
    return row


def _finding(row: Rehearsal, ticket_id: int, each: Found) -> Finding:
    return Finding(
        rehearsal=row,
        ticket_id=ticket_id,
        before=each.before,
        after=each.after,
        mails=each.mails,
        detail=each.detail,
        marks=f" {' '.join(code for code, count in each.counts.items() if count)} ",
    )


def _span(start: datetime | None, end: datetime | None, weeks: int) -> Span:
    end = end or clock.now()
    if not 0 < weeks * 7 <= LONGEST_DAYS:
        raise Invalid("span_shape", field="weeks")
    start = start or end - timedelta(weeks=weeks)
    if not timedelta() < end - start <= timedelta(days=LONGEST_DAYS):
        raise Invalid("span_shape", field="start")
    return Span(start, end)


def _running(actor: Actor, rehearsal_id: int) -> Rehearsal | None:
    if actor.is_person:
        raise Refused("not_allowed")
    return Rehearsal.objects.select_for_update().filter(pk=rehearsal_id, state=RehearsalState.RUNNING).first()


def _end(row: Rehearsal, state: RehearsalState) -> None:
    row.state, row.ended_at = state, clock.now()
    row.save(update_fields=["state", "ended_at"])
