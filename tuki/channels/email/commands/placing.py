"""Carrying a verdict out within the running command: a new ticket, a message on one, or a line in the ledger."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.channels.email.address_book import AddressBook
from tuki.channels.email.intake.prepared import Prepared
from tuki.channels.email.intake.routing import department_for
from tuki.channels.email.intake.senders import Sender, requester_for
from tuki.channels.email.intake.targets import Target, Trust
from tuki.channels.email.intake.urgency import urgency_of
from tuki.channels.email.models import Journal, Outcome
from tuki.channels.email.nature import Kind
from tuki.kernel.actors import Actor
from tuki.kernel.html import plain_line
from tuki.people.addresses import is_address, normal_address
from tuki.tickets.commands.files import keep_files
from tuki.tickets.commands.link import link_follow_up
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.receive import note_on_ticket, receive_message
from tuki.tickets.commands.watch import propose_cc
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

MOST_PROPOSED = 10


class NoDepartment(Exception):
    """The desk has no department yet that could answer a mail."""


class Verdict(msgspec.Struct, frozen=True):
    """What a mail became, and why."""

    outcome: Outcome
    reason: str = ""
    detail: str = ""
    ticket_id: int | None = None
    message_id: int | None = None
    bounce: dict[str, Any] | None = None


def open_from_mail(
    actor: Actor,
    row: Journal,
    prepared: Prepared,
    sender: Sender,
    book: AddressBook,
    *,
    earlier: Target | None,
) -> Verdict:
    """A new ticket; linked to the earlier one when that was closed too long ago to go on (F058)."""
    department_id = department_for(row, prepared.mail, book)
    if department_id is None:
        raise NoDepartment
    is_ours = bool(sender.address) and book.leads_to_us(sender.address)
    requester = requester_for(actor, prepared.mail, sender, language=prepared.language, is_ours=is_ours)
    is_unknown = is_ours or not sender.address
    ticket = open_ticket(
        actor,
        department_id=department_id,
        requester_id=requester.id,
        subject=prepared.mail.subject,
        urgency=urgency_of(prepared.mail),
        writing=writing_of(actor, row, prepared, sender, marks=("unknown_sender",) if is_unknown else ()),
    )
    if earlier is not None:
        link_follow_up(actor, ticket.id, earlier_id=earlier.ticket.id)
    _propose_others(actor, ticket, prepared, sender, book)
    reason = "continues" if earlier is not None else "new"
    return Verdict(Outcome.TICKET, reason, ticket_id=ticket.id, message_id=ticket.first_message_id)


def join_ticket(
    actor: Actor, row: Journal, prepared: Prepared, sender: Sender, target: Target, book: AddressBook
) -> Verdict:
    """A message on a ticket: public of a participant, an internal note of an agent, else internal and unverified."""
    ticket, trust = target.ticket, target.trust
    writing = writing_of(actor, row, prepared, sender)
    author_id = sender.person.id if sender.person is not None and trust is not Trust.STRANGER else None
    if trust is Trust.AGENT:
        message = note_on_ticket(actor, ticket.id, writing=writing, author_id=author_id)
    else:
        is_participant = trust is Trust.PARTICIPANT
        message = receive_message(actor, ticket.id, writing=writing, author_id=author_id, is_verified=is_participant)
        if is_participant and not writing.is_automatic:
            _propose_others(actor, ticket, prepared, sender, book)
    outcome = Outcome.AUTOMATIC if writing.is_automatic else Outcome.FOLLOW_UP
    reason = prepared.said.nature.reasons[0] if writing.is_automatic and prepared.said.nature.reasons else trust.value
    return Verdict(outcome, reason, ticket_id=ticket.id, message_id=message.id)


def leave_in_ledger(prepared: Prepared) -> Verdict:
    """A machine's mail that belongs to no ticket: seen in the ledger, where an agent can make a ticket of it."""
    return Verdict(Outcome.AUTOMATIC, next(iter(prepared.said.nature.reasons), ""))


def writing_of(
    actor: Actor, row: Journal, prepared: Prepared, sender: Sender, *, marks: tuple[str, ...] = ()
) -> Writing:
    """The mail as a message. It counts from when it came, whatever its Date says (F032); history from its Date."""
    written_at = (prepared.mail.date if row.is_archive else None) or row.received_at
    return Writing(
        text=prepared.said.text,
        full_text=prepared.mail.text,
        html=prepared.said.html,
        subject=plain_line(prepared.mail.subject, 300),
        rfc_message_id=prepared.said.message_id,
        author_name=sender.name,
        author_address=sender.address,
        channel="mail",
        language=prepared.language,
        attachment_ids=keep_files(actor, prepared.files),
        marks=(*prepared.said.marks, *marks),
        is_automatic=prepared.said.nature.kind is not Kind.PERSON and not row.is_wanted,
        written_at=written_at,
    )


def _propose_others(actor: Actor, ticket: Ticket, prepared: Prepared, sender: Sender, book: AddressBook) -> None:
    """Whom a person's mail named besides the desk is proposed as cc, and gets nothing until confirmed (F047)."""
    if prepared.said.nature.kind is not Kind.PERSON:
        return
    others = {
        normal_address(each.address): each
        for each in (*prepared.mail.to, *prepared.mail.cc)
        if is_address(each.address) and not book.leads_to_us(each.address)
    }
    others.pop(sender.normal, None)
    for each in list(others.values())[:MOST_PROPOSED]:
        propose_cc(actor, ticket.id, address=each.address, name=plain_line(each.name, 160))
