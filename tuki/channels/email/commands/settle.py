"""What a mail becomes: decided and carried out in one transaction, once."""

from __future__ import annotations

from datetime import timedelta

from tuki.channels.email.address_book import AddressBook
from tuki.channels.email.commands.placing import Verdict, join_ticket, leave_in_ledger, open_from_mail
from tuki.channels.email.commands.reports import settle_report
from tuki.channels.email.intake.prepared import Prepared
from tuki.channels.email.intake.routing import recipients_of
from tuki.channels.email.intake.senders import Sender, sender_of
from tuki.channels.email.intake.targets import conversation_of, find_target, references_of
from tuki.channels.email.models import Journal, Outcome, OutgoingMail
from tuki.channels.email.nature import Kind
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database.locks import lock_until_commit
from tuki.kernel.html import plain_line
from tuki.kernel.jobs.running import NotNow
from tuki.tickets.commands.receive import can_still_join

REPORTS = (Kind.BOUNCE, Kind.DELAY, Kind.REPORT, Kind.COMPLAINT)
QUIET = (Kind.AUTO_REPLY, Kind.CALENDAR_REPLY, Kind.BULK, Kind.LIST, Kind.OWN)
SETTLED = (Outcome.TICKET, Outcome.FOLLOW_UP, Outcome.DUPLICATE, Outcome.AUTOMATIC)
_PATIENCE = timedelta(minutes=10)


@command
def settle_mail(actor: Actor, journal_id: int, prepared: Prepared, book: AddressBook) -> Journal:
    """Makes a mail what it is: ticket, follow-up, duplicate or automatic. Nothing to do when that was done.

    Announces what opening a ticket or adding a message announces. Raises `NotNow` when the mail answers another one
    that is still waiting to be read.
    """
    row = Journal.objects.select_for_update(of=("self",)).get(pk=journal_id)
    if row.outcome != Outcome.WAITING:
        return row
    sender = sender_of(prepared.mail)
    lock_until_commit(f"mail:{prepared.message_id}", f"sender:{sender.normal}")
    _note_facts(row, prepared, sender)
    verdict = _known_before(row) or _place(actor, row, prepared, sender, book)
    row.outcome, row.reason, row.detail = verdict.outcome, verdict.reason, verdict.detail
    row.ticket_id, row.message_id, row.bounce = verdict.ticket_id, verdict.message_id, verdict.bounce
    row.settled_at = clock.now()
    row.save()
    return row


def _note_facts(row: Journal, prepared: Prepared, sender: Sender) -> None:
    row.rfc_message_id = prepared.message_id
    row.body_digest = prepared.body_digest
    row.conversation = conversation_of(prepared.mail)
    row.subject = plain_line(prepared.mail.subject, 300)
    row.sender = (sender.address or sender.name)[:254]


def _known_before(row: Journal) -> Verdict | None:
    """A mail of our own that came back (F011), or one that we have (F001, F002, F007, F010)."""
    if row.is_wanted:
        return None
    own = OutgoingMail.objects.filter(rfc_message_id=row.rfc_message_id).values_list("ticket_id", "message_id")
    if found := own.first():
        return Verdict(Outcome.DUPLICATE, "own_copy", ticket_id=found[0], message_id=found[1])
    same = Journal.objects.filter(rfc_message_id=row.rfc_message_id, body_digest=row.body_digest, outcome__in=SETTLED)
    first = same.exclude(pk=row.pk).order_by("id").values_list("id", "ticket_id", "message_id").first()
    if first is None:
        return None
    return Verdict(Outcome.DUPLICATE, "same_mail", detail=str(first[0]), ticket_id=first[1], message_id=first[2])


def _place(actor: Actor, row: Journal, prepared: Prepared, sender: Sender, book: AddressBook) -> Verdict:
    mail, kind = prepared.mail, prepared.nature.kind
    recipients = recipients_of(row, mail)
    if kind in REPORTS and not row.is_wanted:
        return settle_report(actor, row, prepared, sender, recipients)
    target = find_target(mail, sender, recipients)
    if target is None and _answers_a_waiting_mail(row, prepared):
        raise NotNow(2.0)
    is_quiet = kind in QUIET and not row.is_wanted
    if target is not None and (is_quiet or can_still_join(target.ticket)):
        return join_ticket(actor, row, prepared, sender, target, book)
    if is_quiet:
        return leave_in_ledger(prepared)
    return open_from_mail(actor, row, prepared, sender, book, earlier=target)


def _answers_a_waiting_mail(row: Journal, prepared: Prepared) -> bool:
    """Whether an earlier mail of the conversation has come but was not read yet; not for ever (a quarantine)."""
    references = references_of(prepared.mail)
    if not references or clock.now() - row.received_at > _PATIENCE:
        return False
    waiting = Journal.objects.filter(rfc_message_id__in=references, outcome=Outcome.WAITING, id__lt=row.id)
    return waiting.exists()
