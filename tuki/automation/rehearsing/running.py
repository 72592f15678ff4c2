"""A rehearsal at work: some tickets at a time, for some seconds, then the next job; so a kill costs one slice."""

from __future__ import annotations

import time

from tuki.automation.commands.rehearsals import end_rehearsal, next_slice, note_findings
from tuki.automation.models import Rehearsal, RehearsalState
from tuki.automation.rehearsing.drafts import Draft, Found, draft_of
from tuki.automation.rehearsing.reading import streams_of, texts_of, tickets_in
from tuki.automation.rehearsing.rules import Span
from tuki.kernel.actors import system
from tuki.kernel.jobs.running import note_progress
from tuki.kernel.reference import one_unit
from tuki.kernel.refusals import Refusal

SLICE_SECONDS = 20.0
AT_ONCE = 500


def run_slice(rehearsal_id: int) -> None:
    """Replays tickets for some seconds, then hands on or ends."""
    row = Rehearsal.objects.filter(pk=rehearsal_id, state=RehearsalState.RUNNING).first()
    if row is None:
        return
    actor, span = system(f"rehearsal:{row.id}"), Span(row.start, row.end)
    try:
        draft = draft_of(row.kind, row.object_id, row.definition, span)
    except Refusal:
        end_rehearsal(actor, row.id, failed=True)
        return
    ends_at, after_id = time.monotonic() + SLICE_SECONDS, row.next_id
    while time.monotonic() < ends_at:
        ids = list(tickets_in(span, row.department_ids).filter(id__gt=after_id).values_list("id", flat=True)[:AT_ONCE])
        if not ids:
            end_rehearsal(actor, row.id)
            return
        with one_unit():
            found = _replayed(draft, ids, span)
        if not note_findings(actor, row.id, found, seen=len(ids), upto=ids[-1]):
            return
        note_progress()
        after_id = ids[-1]
    next_slice(actor, row.id)


def _replayed(draft: Draft, ids: list[int], span: Span) -> dict[int, Found]:
    texts = texts_of(ids) if draft.asks_texts else {}
    streams = streams_of(ids, span, with_texts=draft.asks_texts)
    found = ((ticket_id, draft.replay(stream, texts)) for ticket_id, stream in streams.items())
    return {ticket_id: each for ticket_id, each in found if each is not None}
