"""The outbox: every mail that leaves, written in the transaction of the command that caused it."""

from django.db import models
from django.db.models import F, Q

from tuki.people.models import Department, Person
from tuki.tickets.models import Message, Ticket


class OutgoingKind(models.TextChoices):
    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    STATUS = "status"
    NOTIFICATION = "notification"
    LINK = "link"
    TEST = "test"


class OutgoingState(models.TextChoices):
    """`held`: a limit stopped it and an administrator is asked. `partly`: some recipients refused for good."""

    WAITING = "waiting"
    SENT = "sent"
    PARTLY = "partly"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class OutgoingMail(models.Model):
    """One mail. Its Message-ID is fixed from the beginning, so a repeat after a kill is recognised as a repeat.

    A reply's words are read from `message` when it is sent; other kinds carry `subject`, `text` and `html`.
    `recipients` maps each address to its state: "", "sent" or the server's refusal.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=OutgoingKind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="outgoing", db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="outgoing", db_index=False)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True)
    rfc_message_id = models.CharField(max_length=255, unique=True)
    recipients = models.JSONField(default=dict)
    subject = models.CharField(max_length=300, default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    state = models.CharField(max_length=10, choices=OutgoingState, default=OutgoingState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="outgoing_of_ticket"),
            models.Index(fields=["message"], name="outgoing_of_message"),
            models.Index(fields=["due_at"], name="outgoing_waiting", condition=Q(state="waiting")),
            models.Index(F("id").desc(), name="outgoing_trouble", condition=Q(state__in=["failed", "partly", "held"])),
        ]
