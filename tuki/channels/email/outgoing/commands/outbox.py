"""What people do with the outbox: release, stop, try again, cancel."""

from __future__ import annotations

from tuki.channels.email.models import OutgoingMail, OutgoingServer, OutgoingState
from tuki.channels.email.outgoing.commands.delivering import SENT
from tuki.channels.email.outgoing.events import OutgoingCancelled, OutgoingPaused, OutgoingReleased, OutgoingRetried
from tuki.channels.email.outgoing.outbox import LANE, cancel_waiting, enqueue_sending, job_key
from tuki.channels.email.outgoing.server import COUNT, COUNT_BY_HAND, HOURLY_LIMIT
from tuki.kernel import clock, limits
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.html import plain_line
from tuki.kernel.jobs import queue
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS
from tuki.tickets import rules
from tuki.tickets.queries import visible_to

SWEEP, SWEEP_AT_ONCE = "mail.sweep", 1000


@command
def hold_outgoing(actor: Actor, *, reason: str) -> int:
    """Stops everything that waits in the outbox and whatever comes into it, for example after a restore.

    Announces `outgoing.paused`. How many mails are held. Nothing is announced when sending is stopped already.
    """
    insist_holds(actor, SETTINGS)
    server, _ = OutgoingServer.objects.select_for_update().get_or_create(
        pk=1, defaults={"sealed_url": "", "hourly_limit": HOURLY_LIMIT}
    )
    if server.paused_at is None:
        announce(actor, OutgoingPaused(subject=1, is_by_limit=False))
        server.paused_at = clock.now()
    server.pause_reason = plain_line(reason, 300)
    server.save(update_fields=["paused_at", "pause_reason"])
    return OutgoingMail.objects.filter(state=OutgoingState.WAITING).update(state=OutgoingState.HELD)


@command
def release_outgoing(actor: Actor) -> int:
    """Lets mail leave again, what was held first of all, and counts the hour anew. How many mails were held.

    Announces `outgoing.released`. Nothing to do when sending is not stopped and nothing is held.
    """
    insist_holds(actor, SETTINGS)
    stopped = OutgoingServer.objects.filter(paused_at__isnull=False).update(paused_at=None, pause_reason="")
    for each in (COUNT, COUNT_BY_HAND):
        limits.forget(each)
    held = OutgoingMail.objects.filter(state=OutgoingState.HELD).update(state=OutgoingState.WAITING, due_at=clock.now())
    if stopped or held:
        announce(actor, OutgoingReleased(subject=1, mail_count=held))
        enqueue(SWEEP, lane=LANE, key=f"{SWEEP}:released")
    return held


@command
def retry_outgoing(actor: Actor, outgoing_id: int) -> OutgoingMail:
    """A failed mail is tried again for those who did not get it, under the same Message-ID.

    Announces `outgoing.retried`. Refuses `mail_left_already`. Nothing to do when it waits.
    """
    row = _own_row(actor, outgoing_id)
    if row.state == OutgoingState.WAITING:
        return row
    if row.state not in (OutgoingState.FAILED, OutgoingState.PARTLY, OutgoingState.HELD):
        raise Refused("mail_left_already")
    row.recipients = {each: state if state == SENT else "" for each, state in row.recipients.items()}
    row.state, row.error, row.attempts, row.due_at = OutgoingState.WAITING, "", 0, clock.now()
    row.save()
    queue.drop_parked(job_key(row.id))
    enqueue_sending(row.id)
    if row.ticket_id is not None:
        announce(actor, OutgoingRetried(subject=row.ticket_id, outgoing_id=row.id))
    return row


@command
def cancel_outgoing(actor: Actor, outgoing_id: int) -> None:
    """A mail that waits or is held never leaves. Announces `outgoing.cancelled`; refuses `mail_left_already`."""
    row = _own_row(actor, outgoing_id)
    if row.state == OutgoingState.CANCELLED:
        return
    if not cancel_waiting(pk=row.id):
        raise Refused("mail_left_already")
    if row.ticket_id is not None:
        announce(actor, OutgoingCancelled(subject=row.ticket_id, outgoing_id=row.id))


@command
def enqueue_due(actor: Actor, *, after_id: int = 0) -> int | None:
    """A job for every mail whose time has come and that has none, for example because no server was set before.

    Looks at a thousand mails after `after_id`; the last one's id, or None when there were no more. Twice is
    harmless: a mail has one job at most.
    """
    due = OutgoingMail.objects.filter(state=OutgoingState.WAITING, due_at__lte=clock.now(), id__gt=after_id)
    ids = list(due.order_by("id").values_list("id", flat=True)[:SWEEP_AT_ONCE])
    for outgoing_id in ids:
        enqueue_sending(outgoing_id)
    return ids[-1] if len(ids) == SWEEP_AT_ONCE else None


def _own_row(actor: Actor, outgoing_id: int) -> OutgoingMail:
    """The locked row; for administrators any, for agents one of a ticket that they answer."""
    rows = OutgoingMail.objects.select_for_update(of=("self",)).select_related("ticket")
    row = rows.filter(pk=outgoing_id).first()
    if row is None:
        raise NotFound()
    if actor.holds(SETTINGS):
        return row
    if row.ticket is None or not visible_to(actor).filter(pk=row.ticket_id).exists():
        raise NotFound()
    if not rules.can_reply(actor, row.ticket):
        raise Refused("not_allowed")
    return row
