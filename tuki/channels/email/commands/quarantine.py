"""Mails that could not be read or placed, and what an agent can do with a mail in the ledger."""

from __future__ import annotations

from tuki.channels.email.commands.journal import READ
from tuki.channels.email.intake.events import MailQuarantined, MailReadAgain, MailWanted
from tuki.channels.email.intake.glance import glance
from tuki.channels.email.models import Journal, Outcome
from tuki.channels.email.permissions import LEDGER
from tuki.channels.email.queries import ledger_visible_to
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.jobs import queue
from tuki.kernel.models import Job, JobState
from tuki.kernel.refusals import NotFound, Refused


@command
def quarantine_mail(actor: Actor, journal_id: int, *, reason: str, detail: str, raw: bytes) -> None:
    """Puts a waiting mail aside with the reason; its raw bytes stay. Announces `received_mail.quarantined`."""
    row = Journal.objects.select_for_update(of=("self",)).get(pk=journal_id)
    if row.outcome != Outcome.WAITING:
        return
    seen = glance(raw)
    row.outcome, row.reason, row.detail = Outcome.QUARANTINED, reason, detail[-4000:].replace("\0", "")
    row.subject, row.sender = row.subject or seen.subject, row.sender or seen.sender
    row.settled_at = clock.now()
    row.save()
    announce(actor, MailQuarantined(subject=row.id, reason=reason))


@command
def retry_mail(actor: Actor, journal_id: int) -> Journal:
    """Reads a quarantined mail again. Announces `received_mail.read_again`.

    Nothing to do when it is waiting already or has become something meanwhile, so pressing twice is pressing once.
    """
    row = _locked(actor, journal_id)
    if row.outcome == Outcome.QUARANTINED:
        _read_again(row)
        announce(actor, MailReadAgain(subject=row.id))
    return row


@command
def open_as_ticket(actor: Actor, journal_id: int) -> Journal:
    """Makes a ticket of a mail that became none by itself, whatever it is. Announces `received_mail.wanted`.

    Nothing to do when it is waiting already; refuses `mail_has_ticket`.
    """
    row = _locked(actor, journal_id)
    if row.outcome == Outcome.WAITING:
        return row
    if row.ticket_id is not None:
        raise Refused("mail_has_ticket")
    row.is_wanted = True
    _read_again(row)
    announce(actor, MailWanted(subject=row.id))
    return row


def _locked(actor: Actor, journal_id: int) -> Journal:
    """The row of who may see it in the ledger: what is hidden there cannot be read again either."""
    if not actor.holds(LEDGER):
        raise Refused("not_allowed")
    seen = ledger_visible_to(actor).filter(pk=journal_id).values("pk")
    row = Journal.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if row is None:
        raise NotFound()
    return row


def _read_again(row: Journal) -> None:
    """Compare and swap under the row's lock; the job that was parked is replaced by a new one."""
    row.outcome, row.reason, row.detail, row.settled_at = Outcome.WAITING, "", "", None
    row.save(update_fields=["outcome", "reason", "detail", "settled_at", "is_wanted"])
    payload = queue.payload_text(journal_id=row.id)
    Job.objects.filter(kind=READ, state=JobState.PARKED, payload=payload).delete()
    enqueue(READ, lane="mail-in", journal_id=row.id)
