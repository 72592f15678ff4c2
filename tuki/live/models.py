"""Tables of the room live."""

from django.db import models

from tuki.people.models import Person
from tuki.tickets.models import Ticket


class ReadMark(models.Model):
    """When somebody last read a ticket; what was written later is unread."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)
    ticket = models.ForeignKey(Ticket, models.CASCADE)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="read_mark_once")]


class Presence(models.Model):
    """Somebody looks at a ticket or writes on it; a row counts until `until`."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    is_writing = models.BooleanField(default=False)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once")]
        indexes = [models.Index(fields=["until"], name="presence_by_end")]
