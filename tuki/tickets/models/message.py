"""The conversation: messages, their files, and drafts."""

from collections.abc import Sequence

from django.db import models

from tuki.kernel.models import StoredFile
from tuki.people.models import Person
from tuki.tickets.models.ticket import Ticket


class MessageKind(models.TextChoices):
    REPLY = "reply"
    NOTE = "note"


class ReplyType(models.TextChoices):
    """What an agent's reply is: it answers, shows a way around, or asks for what the search for the cause needs."""

    ANSWER = "answer"
    WORKAROUND = "workaround"
    DIAGNOSTICS = "diagnostics"


class Message(models.Model):
    """One message of a conversation.

    A reply is public when `is_public`; a note never is, nor is a message whose sender could not be taken for a
    participant (`is_verified` false). `text` is what the person wrote, without quotes and signature; `full_text`
    everything; `html` is cleaned, empty when the message had none. `held_until` gives the time to take a reply back.
    `reply_type` says what a reply of the desk is, and is empty for everything else.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=8, choices=MessageKind)
    author = models.ForeignKey(Person, models.PROTECT, null=True)
    author_name = models.CharField(max_length=160, default="", blank=True)
    author_address = models.CharField(max_length=254, default="", blank=True)
    is_public = models.BooleanField()
    is_from_desk = models.BooleanField()
    is_verified = models.BooleanField(default=True)
    is_automatic = models.BooleanField(default=False)
    channel = models.CharField(max_length=16, default="web")
    subject = models.CharField(max_length=300, default="", blank=True)
    rfc_message_id = models.CharField(max_length=255, default="", blank=True)
    text = models.TextField(default="", blank=True)
    full_text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    reply_type = models.CharField(max_length=12, choices=ReplyType, default="", blank=True, db_default="")
    marks = models.JSONField(default=list)
    created_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    bound_ids: Sequence[int] | None = None  # its attachments, in the command that wrote it; else the database knows

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=MessageKind.NOTE, is_public=True), name="note_is_never_public"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["rfc_message_id"], name="message_by_id", condition=~models.Q(rfc_message_id="")),
        ]


class Attachment(models.Model):
    """A file of a message. `key` is its unguessable name in addresses; before sending it belongs to its uploader."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=32, unique=True)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey(Person, models.CASCADE, null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=255, default="", blank=True)
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField()


class Draft(models.Model):
    """What an agent has begun to write on a ticket; one reply and one note each."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE)
    kind = models.CharField(max_length=8, choices=MessageKind)
    text = models.TextField()
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person", "kind"], name="draft_once")]
