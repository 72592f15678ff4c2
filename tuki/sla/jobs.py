"""What happens to clocks by the clock."""

from __future__ import annotations

from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import job, scheduled
from tuki.kernel.jobs.running import note_progress
from tuki.sla.clocks.recounting import JOB as RECOUNT
from tuki.sla.clocks.recounting import recount_portion
from tuki.sla.clocks.telling import tell_all

LANE = "due"


@scheduled("sla.due", every_seconds=15, lane=LANE)
def tell_what_is_due() -> None:
    """Warns, notes what is broken and escalates; each step once. What is left after a while waits for the next slot."""
    tell_all(system("sla.due"))


@job(RECOUNT)
def recount(*, run_id: int) -> None:
    """Counts open tickets anew, portion by portion; goes on where it was when a worker dies."""
    actor = system("recount")
    while recount_portion(actor, run_id):
        note_progress()
