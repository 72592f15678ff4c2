"""Keeps the index: twice is harmless, as each entry is replaced by what its row says."""

from tuki.kernel.command import at_hand, enqueue, has_begun
from tuki.kernel.events import Event
from tuki.kernel.followers import follows_after, follows_inside
from tuki.kernel.log import Recorded
from tuki.people.events import AddressAdded, AddressRemoved, PersonAdded, PersonChanged
from tuki.people.models import Person
from tuki.search.indexing import index_messages, index_new_message, index_new_ticket, index_person, index_ticket
from tuki.search.jobs import LANE, READ_FILES
from tuki.tickets.events import MessageAdded, RequesterChanged, SubjectChanged, TagsChanged, TicketOpened
from tuki.tickets.models import Message, Ticket


@follows_inside(TicketOpened)
def new_ticket_is_found(recorded: Recorded) -> None:
    """A ticket is found by its fields as soon as it is there; its tags have an event of their own."""
    ticket = at_hand(Ticket, recorded.event.subject)
    if ticket is None:
        index_ticket(recorded.event.subject)
    else:
        index_new_ticket(ticket)


@follows_inside(SubjectChanged, TagsChanged, RequesterChanged)
def ticket_is_found(recorded: Recorded) -> None:
    """A ticket is found by its fields as soon as they change."""
    index_ticket(recorded.event.subject)


@follows_inside(MessageAdded)
def message_is_found(recorded: Recorded) -> None:
    """A message is found as soon as it is there; the words inside its files follow by a job."""
    event = recorded.event
    assert isinstance(event, MessageAdded)
    message = at_hand(Message, event.message_id)
    has_files = index_messages([event.message_id]) if message is None else index_new_message(message)
    if has_files:
        enqueue(READ_FILES, lane=LANE, key=f"{READ_FILES}:{event.message_id}", message_id=event.message_id)


@follows_inside(SubjectChanged)
def messages_are_found_by_new_subject(recorded: Recorded) -> None:
    """Messages carry their ticket's subject in the index, so that words of both can be asked together."""
    messages = Message.objects.filter(ticket_id=recorded.event.subject)
    index_messages(list(messages.order_by("id").values_list("id", flat=True)))


@follows_inside(PersonAdded)
def new_person_is_found(recorded: Recorded) -> None:
    """A person is found as soon as they are there; one with an address by the event of that."""
    person = at_hand(Person, recorded.event.subject)
    if person is None or not person.email:
        index_person(recorded.event.subject)


@follows_inside(PersonChanged, AddressAdded, AddressRemoved)
def person_is_found(recorded: Recorded) -> None:
    """A person is found by name and addresses as soon as they change."""
    index_person(recorded.event.subject)


def _may_have_tickets(recorded: Recorded) -> bool:
    """Whoever is known since this very command has none that were indexed under another name."""
    return not has_begun(recorded.event.stream, recorded.event.subject)


@follows_after(PersonChanged, AddressAdded, AddressRemoved, lane="default", only_if=_may_have_tickets)
def tickets_are_found_by_new_name(recorded: Recorded) -> None:
    """Tickets carry their requester's name in the index; somebody may have thousands, hence not inside."""
    event: Event = recorded.event
    tickets = Ticket.objects.filter(requester_id=event.subject)
    for ticket_id in list(tickets.order_by("id").values_list("id", flat=True)):
        index_ticket(ticket_id)
