"""The run of an import: a slice at a time, so that it survives kills and lets others have their turn."""

from __future__ import annotations

from tuki.imports.commands.running import JOB, fail_import, go_on
from tuki.imports.slices import Outcome, bring_in
from tuki.kernel.actors import importer
from tuki.kernel.jobs.registry import job
from tuki.kernel.jobs.running import NotNow

SLICE_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 60.0  # whether another process, which brings it in, is still there


def _gave_up(*, import_id: int, **_more: object) -> None:
    fail_import(importer("import", f"import:{import_id}"), import_id, problem="job_parked")


@job(JOB, on_parked=_gave_up)
def run(*, import_id: int) -> None:
    """Brings in cases for some seconds; then hands on to the next job, until the import ends."""
    outcome = bring_in(import_id, seconds=SLICE_SECONDS)
    if outcome is Outcome.ELSEWHERE:
        raise NotNow(LOOK_AGAIN_SECONDS)
    if outcome is Outcome.LATER:
        go_on(importer("import", f"import:{import_id}"), import_id)
