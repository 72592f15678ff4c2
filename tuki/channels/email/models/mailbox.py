"""Where mail is fetched from, and through which server it leaves."""

from django.db import models

from tuki.channels.email.models.account import MailAccount
from tuki.people.models import Department


class After(models.TextChoices):
    """What happens to a mail on the server once it is safe with us."""

    KEEP = "keep"
    DELETE = "delete"
    MOVE = "move"


class Mailbox(models.Model):
    """An IMAP folder that is watched for a department. The password is sealed (context `mailbox`);
    it is empty where an `account` signs in.

    Mail from before `begins_at` is history. `compared_at`: when the whole folder was last compared with the ledger;
    it then held `folder_count` mails, and `unfetched_count` of them were not in the journal.
    """

    id = models.BigAutoField(primary_key=True)
    department = models.ForeignKey(Department, models.CASCADE, related_name="mailboxes")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, default="tls")
    login = models.CharField(max_length=254)
    sealed_password = models.TextField(blank=True)
    account = models.ForeignKey(MailAccount, models.PROTECT, null=True, related_name="mailboxes")
    folder = models.CharField(max_length=200, default="INBOX")
    after = models.CharField(max_length=8, choices=After, default=After.KEEP)
    move_to = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    begins_at = models.DateTimeField()
    uidvalidity = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, default="", blank=True)
    must_compare = models.BooleanField(default=False)
    compared_at = models.DateTimeField(null=True)
    folder_count = models.PositiveIntegerField(default=0)
    unfetched_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "port", "login", "folder"], name="mailbox_once"),
        ]


class OutgoingServer(models.Model):
    """The SMTP server through which the desk writes; one row at most. The address is sealed (context `smtp`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sealed_url = models.TextField()
    account = models.ForeignKey(MailAccount, models.PROTECT, null=True, related_name="servers")
    hourly_limit = models.PositiveIntegerField(default=500)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=300, default="", blank=True)
