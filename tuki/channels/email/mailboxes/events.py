"""What is announced of mailboxes; `subject` is the mailbox."""

from tuki.kernel.events import Event, event


@event("mailbox.added", stream="mailbox")
class MailboxAdded(Event):
    """Mail is fetched from one more folder."""

    department_id: int


@event("mailbox.changed", stream="mailbox")
class MailboxChanged(Event):
    """Which fields of a mailbox changed; `password` among them without its value."""

    fields: list[str]


@event("mailbox.paused", stream="mailbox")
class MailboxPaused(Event):
    """Nothing is fetched from it for now."""


@event("mailbox.resumed", stream="mailbox")
class MailboxResumed(Event):
    """Mail is fetched from it again."""


@event("mailbox.removed", stream="mailbox")
class MailboxRemoved(Event):
    """The desk forgot this mailbox; its mails stay in the ledger."""

    address: str
