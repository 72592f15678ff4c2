"""The jobs of mail out."""

from __future__ import annotations

from tuki.channels.email.outgoing import sending
from tuki.channels.email.outgoing.commands.delivering import fail_mail
from tuki.channels.email.outgoing.commands.outbox import SWEEP, enqueue_due
from tuki.channels.email.outgoing.outbox import JOB, LANE
from tuki.channels.email.outgoing.server import current_server
from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import job, scheduled


def give_up(*, outgoing_id: int) -> None:
    """The job broke off too often; the mail stands on its ticket as failed and can be tried again there."""
    fail_mail(system(JOB), outgoing_id, error="Sending broke off five times; the log has the reason.")


@job(JOB, on_parked=give_up)
def send_mail(*, outgoing_id: int) -> None:
    """Sends one mail; comes back later when the server wants that."""
    sending.send(outgoing_id)


@scheduled(SWEEP, every_seconds=60, lane=LANE)
def sweep_outbox() -> None:
    """Finds due mails that have no job; without a server they go on waiting."""
    sending.forget_unreachable()
    last: int | None = 0 if current_server() is not None else None
    while last is not None:
        last = enqueue_due(system(SWEEP), after_id=last)
