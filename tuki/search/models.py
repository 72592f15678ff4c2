"""Tables of the room search.

Beside ``Entry`` there is a table ``search_text`` with the lexemes of each entry, in the database's own kind of index;
``store`` is the only one to know it.
"""

from django.db import models
from django.db.models import Q

from tuki.kernel.models import StoredFile
from tuki.people.models import Person
from tuki.tickets.models import Message, Ticket


class Entry(models.Model):
    """Something that can be found: a ticket's own fields, one of its messages, or a person.

    Newer things have higher ids, so that "the newest first" is the order of the ids.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="+")
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, person=None) | Q(ticket=None, message=None, person__isnull=False),
                name="entry_is_of_ticket_or_person",
            ),
            models.UniqueConstraint(fields=["ticket"], condition=Q(message=None), name="entry_of_ticket_once"),
        ]


class FileText(models.Model):
    """The words inside a stored file; empty for one that has none we can read."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()
