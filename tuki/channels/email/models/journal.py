"""The journal: every mail that was ever received, as it came, and what became of it."""

from django.db import models
from django.db.models import F, Q

from tuki.channels.email.models.mailbox import Mailbox
from tuki.kernel.models import StoredFile
from tuki.people.models import Department
from tuki.tickets.models import Message, Ticket


class Outcome(models.TextChoices):
    """What became of a mail; `waiting` until it has been read."""

    WAITING = "waiting"
    TICKET = "ticket"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class Journal(models.Model):
    """One received mail. The row and the raw bytes are on disk before the sender is told 250.

    `department` is where the mailbox or import wants it; empty: routed by address. `is_archive`: history that is
    kept but answers nobody. `body_digest` is SHA-256 of the bytes after the header, for telling a repeat from
    another mail under the same Message-ID. `reason` is a code; `detail` what a person may want to know besides.
    `is_wanted`: an agent asked for a ticket although the mail would not become one by itself. `conversation` is the
    part of Thread-Index (MS-OXOMSG 2.2.1.3) that all mails of a conversation share.
    """

    id = models.BigAutoField(primary_key=True)
    raw = models.ForeignKey(StoredFile, models.PROTECT)
    source = models.CharField(max_length=8)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, db_index=False)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, db_index=False)
    envelope_from = models.CharField(max_length=254, null=True)
    envelope_to = models.JSONField(default=list)
    is_archive = models.BooleanField(default=False)
    is_wanted = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    rfc_message_id = models.CharField(max_length=255, default="", blank=True)
    body_digest = models.CharField(max_length=64, default="", blank=True)
    conversation = models.CharField(max_length=44, default="", blank=True)
    subject = models.CharField(max_length=300, default="", blank=True)
    sender = models.CharField(max_length=254, default="", blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=40, default="", blank=True)
    detail = models.TextField(default="", blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, db_index=False)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="journal")
    bounce = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(F("id").desc(), "outcome", name="journal_by_outcome"),
            models.Index(fields=["rfc_message_id"], name="journal_by_message_id", condition=~Q(rfc_message_id="")),
            models.Index(fields=["conversation"], name="journal_by_conversation", condition=~Q(conversation="")),
            models.Index(fields=["sender", "received_at"], name="journal_by_sender"),
            models.Index(fields=["id"], name="journal_waiting", condition=Q(outcome="waiting")),
            models.Index(fields=["id"], name="journal_quarantined", condition=Q(outcome="quarantined")),
            models.Index(fields=["ticket"], name="journal_of_ticket"),
            models.Index(fields=["mailbox"], name="journal_of_mailbox", condition=Q(mailbox__isnull=False)),
        ]


class SeenUid(models.Model):
    """A mail of an IMAP folder, so that it is fetched once; compared daily with the folder.

    Without `journal` it stays on the server: `failure` says why, after `tries`, the last one at `seen_at`.
    `is_settled`: what shall happen to it on the server once it is in the journal has happened.
    """

    id = models.BigAutoField(primary_key=True)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="seen")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    journal = models.ForeignKey(Journal, models.SET_NULL, null=True)
    is_settled = models.BooleanField(default=False)
    failure = models.CharField(max_length=300, default="", blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidvalidity", "uid"], name="uid_once")]
        indexes = [
            models.Index(
                fields=["mailbox", "uid"], name="uid_unsettled", condition=Q(is_settled=False, journal__isnull=False)
            ),
            models.Index(fields=["mailbox", "uid"], name="uid_unfetched", condition=Q(journal=None)),
        ]
