"""Which words of which rows are found: the fields of tickets, messages and persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tuki.kernel.database.prepared import Prepared, Slot
from tuki.people.models import Person, PersonAddress
from tuki.people.queries import person_named
from tuki.search import store
from tuki.search.files.reading import read_files_of
from tuki.search.language import ENABLED_LANGUAGES
from tuki.search.lexemes import PERSON_SCOPE, index_text
from tuki.search.models import Entry
from tuki.tickets.models import Attachment, Message, Ticket, TicketTag

_FILES = Prepared(
    lambda: (
        Attachment.objects.filter(message_id=Slot("message_id")).order_by("id").values_list("name", "file__text__text")
    )
)
_ADDRESSES = Prepared(
    lambda: PersonAddress.objects.filter(person_id=Slot("person_id")).order_by("id").values_list("address")
)


def index_ticket(ticket_id: int) -> None:
    """A ticket by its reference, subject, tags, and its requester's name and address."""
    row = Ticket.objects.values_list("reference", "subject", "requester__name", "requester__email")
    fields = row.filter(pk=ticket_id).first()
    if fields is None:  # erased since; its entry went with it
        return
    tags = TicketTag.objects.filter(ticket_id=ticket_id).values_list("tag__name", flat=True)
    store.put(index_text([*fields, *sorted(tags)], ENABLED_LANGUAGES), ticket_id=ticket_id)


def index_new_ticket(ticket: Ticket) -> None:
    """The same for a ticket that has just been opened and has no tags yet; nothing is read."""
    fields = [ticket.reference, ticket.subject, ticket.requester.name, ticket.requester.email]
    store.put(index_text(fields, ENABLED_LANGUAGES), ticket_id=ticket.id)


def index_messages(message_ids: Iterable[int]) -> bool:
    """Messages by their text, author, files and the subject of their ticket. Whether one of them has files."""
    has_files = False
    for message_id in message_ids:
        row = Message.objects.values_list("ticket_id", "text", "ticket__subject", "author_name", "author_address")
        ticket_id, *fields = row.get(pk=message_id)
        has_files = _index_message(ticket_id, message_id, fields) or has_files
    return has_files


def index_new_message(message: Message) -> bool:
    """The same for a message that has just been written; only what is known of its files is read. Whether it has
    any."""
    fields = [message.text, message.ticket.subject, message.author_name, message.author_address]
    is_bare = message.bound_ids is not None and not message.bound_ids
    return _index_message(message.ticket_id, message.id, fields, is_bare=is_bare)


def index_person(person_id: int) -> None:
    """A person by name and addresses."""
    person = person_named(person_id)
    if person is None:  # erased since; the entry went with them
        return
    addresses = [address for (address,) in _ADDRESSES.all(person_id=person_id)]
    indexed = index_text([person.name, *addresses], ENABLED_LANGUAGES, scope=PERSON_SCOPE)
    store.put(indexed, person_id=person_id)


def _index_message(ticket_id: int, message_id: int, fields: Sequence[str], *, is_bare: bool = False) -> bool:
    files = [] if is_bare else _FILES.all(message_id=message_id)
    said = [name for name, _text in files] + [text for _name, text in files if text]
    indexed = index_text([*fields, *said], ENABLED_LANGUAGES)
    store.put(indexed, ticket_id=ticket_id, message_id=message_id)
    return bool(files)


def rebuild(*, resume: bool = False) -> Iterator[tuple[int, int]]:
    """Makes the index anew from tickets, messages and persons; yields how many are done, of how many.

    Each step is saved by itself. After an interruption ``resume`` adds what is missing.
    """
    if not resume:
        Entry.objects.all().delete()
    persons = Person.objects.exclude(id__in=Entry.objects.filter(ticket=None).values("person_id"))
    tickets = Ticket.objects.exclude(id__in=Entry.objects.filter(message=None, person=None).values("ticket_id"))
    messages = Message.objects.exclude(id__in=Entry.objects.exclude(message=None).values("message_id"))
    missing = set(tickets.values_list("id", flat=True))
    unread = set(Attachment.objects.filter(file__text=None).values_list("message_id", flat=True))
    total = persons.count() + len(missing) + messages.count()
    done = 0
    for person_id in list(persons.order_by("id").values_list("id", flat=True)):
        index_person(person_id)
        yield (done := done + 1), total
    for message_id, ticket_id in list(messages.order_by("id").values_list("id", "ticket_id")):
        if ticket_id in missing:
            missing.remove(ticket_id)
            index_ticket(ticket_id)
            yield (done := done + 1), total
        if message_id in unread:
            read_files_of(message_id)
        index_messages([message_id])
        yield (done := done + 1), total
    for ticket_id in sorted(missing):
        index_ticket(ticket_id)
        yield (done := done + 1), total
