"""The work of an import: a slice at a time, so that it survives kills and lets others have their turn."""

from __future__ import annotations

import time

from tuki.imports.commands import trashing
from tuki.imports.commands.running import JOB, fail_import, go_on
from tuki.imports.slices import Outcome, bring_in
from tuki.kernel.actors import Actor, importer
from tuki.kernel.jobs.registry import job
from tuki.kernel.jobs.running import NotNow, note_progress

SLICE_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 60.0  # whether another process, which brings it in, is still there


def _gave_up(*, import_id: int, **_more: object) -> None:
    fail_import(_actor(import_id), import_id, problem="job_parked")


@job(JOB, on_parked=_gave_up)
def run(*, import_id: int) -> None:
    """Brings in cases for some seconds; then hands on to the next job, until the import ends."""
    outcome = bring_in(import_id, seconds=SLICE_SECONDS, tell=lambda _place: note_progress())
    if outcome is Outcome.ELSEWHERE:
        raise NotNow(LOOK_AGAIN_SECONDS)
    if outcome is Outcome.LATER:
        go_on(_actor(import_id), import_id)


@job(trashing.JOB, on_parked=_gave_up)
def trash(*, import_id: int) -> None:
    """Moves tickets of an import into the trash, or out of it, for some seconds; then hands on to the next job."""
    ends_at = time.monotonic() + SLICE_SECONDS
    while trashing.move_some(_actor(import_id), import_id):
        note_progress()
        if time.monotonic() >= ends_at:
            trashing.go_on_trashing(_actor(import_id), import_id)
            return


def _actor(import_id: int) -> Actor:
    return importer("import", f"import:{import_id}")
