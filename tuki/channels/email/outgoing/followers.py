"""What mail out does when things happen on tickets. All run inside the command: a mail and its cause commit together.

Each runs once per event, in the transaction that appends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing import answering, notifying, promises
from tuki.channels.email.outgoing.outbox import cancel_waiting
from tuki.kernel.actors import ActorKind
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_at_once, follows_inside
from tuki.sla.events import OfClock, SlaBreached, SlaEscalated, SlaWarned
from tuki.tickets.events import (
    AgentMentioned,
    ApprovalAsked,
    MessageAdded,
    MessageTakenBack,
    StatusChanged,
    TicketAssigned,
)
from tuki.tickets.models import MessageKind, Ticket

IMPORT = "import"


@follows_inside(MessageAdded)
def write_about_message(entry: Recorded) -> None:
    """An agent's answer leaves, a new request is acknowledged, the responsible agent hears of the customer's words."""
    event = entry.event
    assert isinstance(event, MessageAdded)
    if _is_history(entry) or event.channel == IMPORT:
        return
    message = answering.message_of(event)
    if event.is_from_desk:
        if event.is_public and event.message_kind == MessageKind.REPLY:
            answering.answer(message)
    elif event.is_first:
        answering.acknowledge(entry, message)
    elif event.is_public and not event.is_automatic:
        notifying.tell_of_message(message)


@follows_inside(MessageTakenBack)
def cancel_answer(entry: Recorded) -> None:
    """The answer that was taken back never leaves."""
    event = entry.event
    assert isinstance(event, MessageTakenBack)
    cancel_waiting(message_id=event.message_id, kind=OutgoingKind.REPLY)


@follows_inside(StatusChanged)
def write_about_status(entry: Recorded) -> None:
    """The requester hears where the request stands, as far as the texts for it are switched on."""
    event = entry.event
    assert isinstance(event, StatusChanged)
    if not _is_history(entry):
        answering.tell_status(entry, event)


@follows_inside(TicketAssigned)
def write_to_assignee(entry: Recorded) -> None:
    """An agent hears that somebody else made them responsible."""
    event = entry.event
    assert isinstance(event, TicketAssigned)
    if event.new is not None and not _is_history(entry):
        notifying.tell_assignee(entry, _ticket(event.subject), event.new)


@follows_inside(AgentMentioned)
def write_to_mentioned(entry: Recorded) -> None:
    """An agent hears that a colleague named them in a note, without the note's words."""
    event = entry.event
    assert isinstance(event, AgentMentioned)
    if not _is_history(entry):
        notifying.tell_mentioned(entry, _ticket(event.subject), event.person_id)


@follows_inside(ApprovalAsked)
def write_to_approvers(entry: Recorded) -> None:
    """Who may approve hears that a ticket waits for them."""
    event = entry.event
    assert isinstance(event, ApprovalAsked)
    if not _is_history(entry):
        notifying.tell_approvers(entry, _ticket(event.subject), event.target)


@follows_at_once(SlaWarned, SlaBreached, SlaEscalated)
def write_about_promises(entries: Sequence[Recorded]) -> None:
    """Who is to hear that time runs out, or has run out, gets a mail."""
    promises.tell([cast(OfClock, entry.event) for entry in entries if not _is_history(entry)])


def _is_history(entry: Recorded) -> bool:
    """Imports and archives announce, but nobody is written to."""
    return entry.actor_kind == ActorKind.IMPORT


def _ticket(ticket_id: int) -> Ticket:
    return Ticket.objects.select_related("brand", "department").get(pk=ticket_id)
