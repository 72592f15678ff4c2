"""What happens to tickets by the clock."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import job, scheduled
from tuki.kernel.jobs.running import note_progress
from tuki.tickets.commands.reprioritise import JOB as REPRIORITISE
from tuki.tickets.commands.reprioritise import reprioritise_portion
from tuki.tickets.commands.resettling import JOB as RESETTLE
from tuki.tickets.commands.resettling import resettle_some
from tuki.tickets.commands.status import close_when_due
from tuki.tickets.commands.turn import JOB as PLACE
from tuki.tickets.commands.turn import place_waiting
from tuki.tickets.models import Attachment, Ticket


@scheduled("tickets.close_completed", every_seconds=60)
def close_completed() -> None:
    """Closes completed tickets whose days to object have passed; each in its own transaction, once."""
    due = Ticket.objects.filter(close_due_at__lte=clock.now(), trashed_at=None).order_by("close_due_at")
    for ticket_id in list(due.values_list("id", flat=True)[:1000]):
        close_when_due(system("close_completed"), ticket_id)


@job(RESETTLE)
def resettle(*, resettlement_id: int) -> None:
    """Takes some tickets where a changed workflow sends them; the command comes back for the rest."""
    resettle_some(system(f"workflow:{resettlement_id}"), resettlement_id)


@scheduled("tickets.forget_uploads", every_seconds=86400)
def forget_uploads() -> None:
    """Drops uploaded files that no message took within two days."""
    from datetime import timedelta

    Attachment.objects.filter(message=None, created_at__lt=clock.now() - timedelta(days=2)).delete()


@job(REPRIORITISE)
def reprioritise(*, run_id: int) -> None:
    """Brings open tickets under a changed matrix, portion by portion."""
    actor = system("reprioritise")
    while reprioritise_portion(actor, run_id):
        note_progress()


@job(PLACE)
def place_waiting_tickets() -> None:
    """Waiting tickets find their place after a tier weighs otherwise, portion by portion."""
    last: int | None = 0
    while last is not None:
        last = place_waiting(system("place_waiting"), after_id=last)
