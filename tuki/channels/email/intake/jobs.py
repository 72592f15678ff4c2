"""Jobs of the mail door: thin, they take ids and call one function."""

from __future__ import annotations

from tuki.channels.email.commands.journal import READ
from tuki.channels.email.intake.processing import begin_mail, give_up, process_mail
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.registry import job
from tuki.kernel.models import Job, JobState


def _set_aside(*, journal_id: int) -> None:
    payload = queue.payload_text(journal_id=journal_id)
    parked = Job.objects.filter(kind=READ, state=JobState.PARKED, payload=payload).order_by("-id")
    give_up(journal_id, error=parked.values_list("error", flat=True).first() or "")


@job(READ, attempts=3, on_parked=_set_aside, ahead=begin_mail)
def read_mail(*, journal_id: int) -> None:
    """Reads a mail of the journal; harmless when it is settled already."""
    process_mail(journal_id)
