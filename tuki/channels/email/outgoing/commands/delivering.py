"""What became of a mail, as the sending job writes it down."""

from __future__ import annotations

from datetime import timedelta

from tuki.channels.email.models import OutgoingKind, OutgoingMail, OutgoingServer, OutgoingState
from tuki.channels.email.outgoing.delivery import Delivered
from tuki.channels.email.outgoing.events import MailFailed, MailSent, OutgoingPaused
from tuki.channels.email.outgoing.outbox import AUTOMATIC_KINDS
from tuki.channels.email.outgoing.schedule import is_given_up, seconds_until_next
from tuki.channels.email.outgoing.server import BY_LIMIT, HOURLY_LIMIT
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line
from tuki.people.commands.persons import mark_address_failing

SENT = "sent"
_NO_SUCH_ADDRESS = ("5.1.1", "5.1.2", "5.1.10", "5.4.4")  # RFC 3463: the address itself is bad
_TOLD = (OutgoingKind.REPLY, *AUTOMATIC_KINDS)  # what the requester gets stands on the ticket


@command
def record_delivery(
    actor: Actor, outgoing_id: int, *, delivered: Delivered, is_unreachable: bool = False
) -> int | None:
    """Writes down what the server said; the seconds until the next try, or None when the mail is done with.

    Announces `mail.sent` or `mail.failed` on its ticket once nobody is waiting any more. A recipient that was
    refused for good is never tried again, one that was served never served twice. Nothing to do when the mail
    waits no longer.
    """
    row = _waiting_row(outgoing_id)
    if row is None:
        return None
    row.attempts += 1
    row.recipients |= dict.fromkeys(delivered.sent, SENT) | delivered.refused
    row.error = next(iter({**delivered.delayed, **delivered.refused}.values()), "")[:500]
    for address, words in delivered.refused.items():
        if any(code in words for code in _NO_SUCH_ADDRESS):
            mark_address_failing(actor, address=address, failure=words)
    now = clock.now()
    if "" in row.recipients.values() and not is_given_up(created_at=row.created_at, now=now, attempts=row.attempts):
        seconds = seconds_until_next(row.attempts, is_unreachable=is_unreachable)
        row.due_at = now + timedelta(seconds=seconds)
        row.save(update_fields=["attempts", "recipients", "error", "due_at"])
        return seconds
    for address, words in delivered.delayed.items():
        row.recipients[address] = words or "given up"
    _settle(actor, row)
    return None


@command
def fail_mail(actor: Actor, outgoing_id: int, *, error: str) -> None:
    """The mail cannot be sent as it is. Announces `mail.failed`. Nothing to do when it waits no longer."""
    if row := _waiting_row(outgoing_id):
        row.error = plain_line(error, 500)
        row.recipients = {each: state or row.error for each, state in row.recipients.items()}
        _settle(actor, row)


@command
def drop_mail(actor: Actor, outgoing_id: int) -> None:
    """What it was to say was taken back: it never leaves."""
    if row := _waiting_row(outgoing_id):
        row.state = OutgoingState.CANCELLED
        row.save(update_fields=["state"])


@command
def hold_mail(actor: Actor, outgoing_id: int) -> None:
    """Sending is stopped: the mail is held until somebody releases the outbox."""
    if row := _waiting_row(outgoing_id):
        row.state = OutgoingState.HELD
        row.save(update_fields=["state"])


@command
def pause_by_limit(actor: Actor, *, limit: int) -> None:
    """More mails than the hourly limit wanted to leave: stops sending until an administrator releases it.

    Announces `outgoing.paused`. Nothing to do when sending is stopped already.
    """
    server, _ = OutgoingServer.objects.select_for_update().get_or_create(
        pk=1, defaults={"sealed_url": "", "hourly_limit": HOURLY_LIMIT}
    )
    if server.paused_at is None:
        server.paused_at, server.pause_reason = clock.now(), BY_LIMIT
        server.save(update_fields=["paused_at", "pause_reason"])
        announce(actor, OutgoingPaused(subject=1, is_by_limit=True, hourly_limit=limit))


def _waiting_row(outgoing_id: int) -> OutgoingMail | None:
    rows = OutgoingMail.objects.select_for_update(of=("self",))
    return rows.filter(pk=outgoing_id, state=OutgoingState.WAITING).first()


def _settle(actor: Actor, row: OutgoingMail) -> None:
    states = list(row.recipients.values())
    sent = states.count(SENT)
    row.state = OutgoingState.FAILED
    if sent:
        row.state = OutgoingState.SENT if sent == len(states) else OutgoingState.PARTLY
        row.sent_at = clock.now()
    if row.state == OutgoingState.SENT:
        row.error = ""
    if row.kind == OutgoingKind.LINK:
        row.text = row.html = ""  # it held a key
    row.save()
    if row.ticket_id is None:
        return
    subject, message_id = row.ticket_id, row.message_id
    if row.state != OutgoingState.SENT:
        failed = MailFailed(
            subject=subject, outgoing_id=row.id, mail_kind=row.kind, message_id=message_id, is_partly=bool(sent)
        )
        announce(actor, failed)
    elif row.kind in _TOLD:
        announce(actor, MailSent(subject=subject, outgoing_id=row.id, mail_kind=row.kind, message_id=message_id))
