"""What a mail becomes: decided and carried out in one transaction, once."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from tuki.channels.email.address_book import AddressBook
from tuki.channels.email.commands.placing import Verdict, join_ticket, leave_in_ledger, open_from_mail
from tuki.channels.email.commands.reports import settle_report
from tuki.channels.email.intake.prepared import Prepared
from tuki.channels.email.intake.routing import recipients_of
from tuki.channels.email.intake.senders import Sender, sender_of
from tuki.channels.email.intake.targets import conversation_of, find_target, references_of
from tuki.channels.email.intake.understanding import REPORTS
from tuki.channels.email.models import Journal, Outcome, OutgoingMail
from tuki.channels.email.nature import Kind
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database import prepared as queries
from tuki.kernel.database.locks import lock_until_commit
from tuki.kernel.database.prepared import Slot
from tuki.kernel.database.updating import PreparedUpdate
from tuki.kernel.html import plain_line
from tuki.kernel.jobs.running import NotNow
from tuki.tickets.commands.receive import can_still_join

QUIET = (Kind.AUTO_REPLY, Kind.CALENDAR_REPLY, Kind.BULK, Kind.LIST, Kind.OWN)
SETTLED = (Outcome.TICKET, Outcome.FOLLOW_UP, Outcome.DUPLICATE, Outcome.AUTOMATIC)
# What only mail servers send: a ticket for it would have nobody to talk to.
QUIET_REASONS = frozenset({"null_return_path", "sender_daemon"})
MOST_NAMESAKES = 50
_PATIENCE = timedelta(minutes=10)
_OWN = queries.Prepared(
    lambda: (
        OutgoingMail.objects.filter(rfc_message_id=Slot("message_id"))
        .order_by("id")
        .values_list("ticket_id", "message_id")[:1]
    )
)
_NAMESAKES = queries.Prepared(
    lambda: (
        Journal.objects.filter(rfc_message_id=Slot("message_id"), outcome__in=SETTLED)
        .exclude(pk=Slot("journal_id"))
        .order_by("id")
        .values_list("id", "body_digest", "ticket_id", "message_id")[:MOST_NAMESAKES]
    )
)
_SETTLE = PreparedUpdate(
    lambda: Journal.objects.filter(pk=Slot("journal_id"), outcome=Outcome.WAITING),
    *("rfc_message_id", "conversation", "subject", "sender", "settled_at"),
    *Verdict.__struct_fields__,
)


class Namesake(NamedTuple):
    """A settled mail with the same Message-ID."""

    journal_id: int
    body_digest: str
    ticket_id: int | None
    message_id: int | None


class SettledMeanwhile(Exception):
    """Another worker was faster with this mail; everything done here is rolled back."""


def settle_mail(actor: Actor, row: Journal, prepared: Prepared, book: AddressBook) -> None:
    """Makes a waiting mail what it is: ticket, follow-up, duplicate or automatic. Nothing to do when that was done.

    Announces what opening a ticket or adding a message announces. Raises `NotNow` when the mail answers another one
    that is still waiting to be read.
    """
    with contextlib.suppress(SettledMeanwhile):
        _settle(actor, row, prepared, book)


@command
def _settle(actor: Actor, row: Journal, prepared: Prepared, book: AddressBook) -> None:
    """Compares and swaps the outcome at the end: of two that work on one mail, the second to finish does nothing."""
    sender = sender_of(prepared.mail)
    lock_until_commit(f"mail:{prepared.said.message_id}", f"sender:{sender.normal}")
    namesakes = _namesakes(row, prepared)
    verdict = _known_before(row, prepared, namesakes) or _place(
        actor, row, prepared.but_repeated() if namesakes else prepared, sender, book
    )
    learnt = {
        "rfc_message_id": prepared.said.message_id,
        "conversation": conversation_of(prepared.mail),
        "subject": plain_line(prepared.mail.subject, 300),
        "sender": (sender.address or sender.name)[:254],
        "settled_at": clock.now(),
    }
    if not _SETTLE.run(learnt | msgspec.structs.asdict(verdict), journal_id=row.pk):
        raise SettledMeanwhile


def _namesakes(row: Journal, prepared: Prepared) -> list[Namesake]:
    found = _NAMESAKES.all(message_id=prepared.said.message_id, journal_id=row.pk)
    return [Namesake(*each) for each in found]


def _known_before(row: Journal, prepared: Prepared, namesakes: Sequence[Namesake]) -> Verdict | None:
    """A mail of our own that came back (F011), or one that we have (F001, F002, F007, F010). One that only shares
    the Message-ID of another is a mail of its own (F009)."""
    if row.is_wanted:
        return None
    if found := _OWN.first(message_id=prepared.said.message_id):
        return Verdict(Outcome.DUPLICATE, "own_copy", ticket_id=found[0], message_id=found[1])
    for each in namesakes:
        if each.body_digest == row.body_digest:
            return Verdict(
                Outcome.DUPLICATE,
                "same_mail",
                detail=str(each.journal_id),
                ticket_id=each.ticket_id,
                message_id=each.message_id,
            )
    return None


def _place(actor: Actor, row: Journal, prepared: Prepared, sender: Sender, book: AddressBook) -> Verdict:
    mail, nature = prepared.mail, prepared.said.nature
    kind = nature.kind
    recipients = recipients_of(row, mail)
    if kind in REPORTS and not row.is_wanted:
        return settle_report(actor, row, prepared, sender, recipients)
    target = find_target(mail, sender, recipients)
    if target is None and _answers_a_waiting_mail(row, prepared):
        raise NotNow(2.0)
    is_quiet = (kind in QUIET or not QUIET_REASONS.isdisjoint(nature.reasons)) and not row.is_wanted
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
