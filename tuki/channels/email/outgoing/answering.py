"""What the requester gets: answers of agents, the acknowledgement, and where the request stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import QuerySet

from tuki.channels.email.models import OutgoingKind, OutgoingMail, OutgoingState
from tuki.channels.email.outgoing.commands.writing import queue_mail
from tuki.channels.email.outgoing.outbox import AUTOMATIC_KINDS, Letter, Written, cancel_waiting, put
from tuki.channels.email.outgoing.recipients import may_write_by_itself, recipients_of
from tuki.channels.email.outgoing.subjects import bare_subject
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel import clock
from tuki.kernel.actors import ActorKind, system
from tuki.kernel.command import at_hand, has_announced, has_begun
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.events import Recorded
from tuki.people.addresses import normal_address
from tuki.people.events import PersonAdded
from tuki.people.models import PersonAddress
from tuki.tickets.commands.changing import days_to_object
from tuki.tickets.events import MessageAdded, StatusChanged, TicketLinked, TicketOpened
from tuki.tickets.models import LinkKind, Message, MessageKind, Ticket, TicketLink
from tuki.tickets.queries.workflow import stage_of, status_names, workflow_of

# RFC 3834 asks for a limit against loops whose other side gives no sign of being a program.
MOST_PER_TICKET, MOST_PER_DAY = 2, 5
PROVEN_CHANNELS = frozenset({"mail"})  # whoever writes by mail has the address; elsewhere anybody may name it
STATUS_DELAY = timedelta(seconds=10)


def answer(message: Message) -> None:
    """Puts an agent's public message into the outbox, to leave when it can no longer be taken back."""
    ticket = message.ticket
    recipients = recipients_of(ticket)
    if recipients.to:
        put(
            Letter(
                kind=OutgoingKind.REPLY,
                recipients=recipients.all,
                department=ticket.department,
                written=Written(language=language_of(ticket)),
                ticket_id=ticket.id,
                message_id=message.id,
                person_id=ticket.requester_id,
                due_at=message.held_until,
            )
        )


def acknowledge(entry: Recorded, message: Message) -> None:
    """Tells the requester that a new request has arrived, unless that could go wrong (faults F063–F067, F072).

    Nobody hears of automatic mail, of notes, and of more than two automatic mails per ticket or five in 24 hours.
    Whoever was only named by a form gets one fixed text a day, in which nothing of the form is repeated.
    """
    ticket = message.ticket
    address = ticket.requester.email
    is_unanswered = message.is_automatic or message.kind == MessageKind.NOTE or "no_answer" in message.marks
    if is_unanswered or not may_write_by_itself(address, is_new=_is_new(ticket)):
        return
    if _is_only_named(entry, message, address):
        queue_mail(
            system(f"event:{entry.id}"),
            to=address,
            template="verification",
            language=ticket.brand.language,
            values={"link.address": f"{settings.BASE_URL}/portal/"},
            person_id=ticket.requester_id,
            brand_id=ticket.brand_id,
        )
        return
    if _is_enough(ticket, (OutgoingKind.ACKNOWLEDGEMENT,)):
        return
    earlier = _earlier_reference(ticket)
    code = "follow_up_opened" if earlier else "acknowledgement"
    _write(OutgoingKind.ACKNOWLEDGEMENT, ticket, code, {"ticket.earlier": earlier}, message_id=message.id)


def tell_status(entry: Recorded, event: StatusChanged) -> None:
    """Tells the requester where the request stands; a status that changes again within ten seconds is not told."""
    cancel_waiting(ticket_id=event.subject, kind=OutgoingKind.STATUS)
    ticket = _ticket(event.subject)
    is_by_requester = entry.actor_kind == ActorKind.PERSON and entry.actor_id == ticket.requester_id
    is_by_door = entry.actor_kind == ActorKind.CHANNEL
    if event.by_workflow or is_by_requester or is_by_door or not may_write_by_itself(ticket.requester.email):
        return
    if entry.actor_kind != ActorKind.PERSON and _is_enough(ticket, AUTOMATIC_KINDS):
        return
    code = _text_of(ticket, event.new)
    values = {
        "ticket.status": status_names().get(event.new, event.new),
        "close.days": str(days_to_object(ticket)),
    }
    _write(OutgoingKind.STATUS, ticket, code, values, delay=STATUS_DELAY)


def _text_of(ticket: Ticket, status: str) -> str:
    if status == workflow_of(ticket.kind_id).completion:
        return "completed"
    return "closed" if stage_of(status) == "closed" else "status_changed"


def language_of(ticket: Ticket) -> str:
    """The requester's own choice, else the language they wrote in, else the brand's."""
    return fitting_language(ticket.requester.language, ticket.language, ticket.brand.language)


def message_of(event: MessageAdded) -> Message:
    """The message with what mails about it need: as the command has just written it, else by one query."""
    message = at_hand(Message, event.message_id)
    if message is not None and _REQUESTER.is_cached(message.ticket):
        return message
    related = ("author", "ticket__requester", "ticket__brand", "ticket__department", "ticket__assignee")
    return Message.objects.select_related(*related).get(pk=event.message_id)


def ticket_values(ticket: Ticket, *, page: str) -> dict[str, str]:
    """Values of the placeholders that every text on a ticket may use; `page` is desk or portal."""
    return {
        "ticket.reference": ticket.reference,
        "ticket.subject": bare_subject(ticket.subject),
        "ticket.address": f"{settings.BASE_URL}/{page}/tickets/{ticket.reference}",
        "department.name": ticket.department.name,
        "desk.name": ticket.brand.name,
    }


def _write(
    kind: OutgoingKind,
    ticket: Ticket,
    code: str,
    values: Mapping[str, str],
    *,
    message_id: int | None = None,
    delay: timedelta = timedelta(),
) -> None:
    language = language_of(ticket)
    text = text_for(code, language, ticket.brand_id)
    if text.is_active:
        put(
            Letter(
                kind=kind,
                recipients=[ticket.requester.email],
                department=ticket.department,
                written=filled(code, text, {**ticket_values(ticket, page="portal"), **values}, language=language),
                ticket_id=ticket.id,
                message_id=message_id,
                person_id=ticket.requester_id,
                due_at=clock.now() + delay,
            )
        )


def _ticket(ticket_id: int) -> Ticket:
    return Ticket.objects.select_related("requester", "brand", "department").get(pk=ticket_id)


def _is_only_named(entry: Recorded, message: Message, address: str) -> bool:
    """A form or program named the address, and nobody has ever proved to read it."""
    if message.channel in PROVEN_CHANNELS or entry.actor_kind == ActorKind.PERSON:
        return False
    return not PersonAddress.objects.filter(
        kind="email", normal=normal_address(address), verified_at__isnull=False
    ).exists()


def _is_enough(ticket: Ticket, kinds: Sequence[OutgoingKind]) -> bool:
    """Two automatic mails to this person on this ticket, or five of these kinds within 24 hours.

    A status that an agent changed by hand is told in any case: a person made it, so it is no loop.
    """
    if _is_new(ticket):
        return False
    is_first = has_begun(TicketOpened.stream, ticket.id)
    if not is_first and len(_ON_TICKET.all(person_id=ticket.requester_id, ticket_id=ticket.id)) == MOST_PER_TICKET:
        return True
    latest = _latest_mails(kinds).all(person_id=ticket.requester_id)
    return len(latest) == MOST_PER_DAY and latest[-1][0] > clock.now() - timedelta(hours=24)


def _mails_to_person(kinds: Sequence[OutgoingKind]) -> QuerySet[OutgoingMail]:
    mails = OutgoingMail.objects.filter(person_id=Slot("person_id"), kind__in=kinds)
    return mails.exclude(state=OutgoingState.CANCELLED).order_by("-id")


_ON_TICKET = Prepared(
    lambda: _mails_to_person(AUTOMATIC_KINDS).filter(ticket_id=Slot("ticket_id")).values_list("id")[:MOST_PER_TICKET]
)


@cache
def _latest_mails(kinds: Sequence[OutgoingKind]) -> Prepared[tuple[datetime]]:
    return Prepared(lambda: _mails_to_person(kinds).values_list("created_at")[:MOST_PER_DAY])


def _is_new(ticket: Ticket) -> bool:
    """Whether the requester is known since this very command: nothing was written to them yet, so nothing failed."""
    return has_begun(PersonAdded.stream, ticket.requester_id)


def _earlier_reference(ticket: Ticket) -> str:
    """Of the ticket that this one, which the running command opened, continues; empty when there is none."""
    followed = _FOLLOWED.first(ticket_id=ticket.id) if has_announced(TicketLinked, ticket.id) else None
    return followed[0] if followed else ""


_FOLLOWED = Prepared(
    lambda: (
        TicketLink.objects.filter(ticket_id=Slot("ticket_id"), kind=LinkKind.FOLLOWS)
        .order_by("id")
        .values_list("other__reference")[:1]
    )
)
_REQUESTER = Ticket._meta.get_field("requester")
