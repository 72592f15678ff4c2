"""What is announced of mail accounts; `subject` is the account."""

from tuki.kernel.events import Event, event


@event("mail_account.added", stream="mail_account")
class MailAccountAdded(Event):
    """Mail can be fetched and sent in the name of one more account."""


@event("mail_account.changed", stream="mail_account")
class MailAccountChanged(Event):
    """Which fields of an account changed; secrets among them without their values."""

    fields: list[str]


@event("mail_account.granted", stream="mail_account")
class MailAccountGranted(Event):
    """The provider lets the desk in with the consent of the account's owner."""


@event("mail_account.lost", stream="mail_account")
class MailAccountLost(Event):
    """The provider no longer accepts the consent; somebody has to give it again."""


@event("mail_account.removed", stream="mail_account")
class MailAccountRemoved(Event):
    """The desk forgot the account with its tokens."""

    name: str
