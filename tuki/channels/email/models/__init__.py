"""Tables of the mail door."""

from tuki.channels.email.models.account import MailAccount
from tuki.channels.email.models.journal import Journal, Outcome, SeenUid
from tuki.channels.email.models.mailbox import After, Mailbox, OutgoingServer
from tuki.channels.email.models.notification import NotificationSettings
from tuki.channels.email.models.outbox import OutgoingKind, OutgoingMail, OutgoingState
from tuki.channels.email.models.template import MailTemplate

__all__ = [
    "After",
    "Journal",
    "MailAccount",
    "MailTemplate",
    "Mailbox",
    "NotificationSettings",
    "Outcome",
    "OutgoingKind",
    "OutgoingMail",
    "OutgoingServer",
    "OutgoingState",
    "SeenUid",
]
