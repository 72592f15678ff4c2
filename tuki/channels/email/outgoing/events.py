"""What mail out announces."""

from tuki.kernel.events import Event, event


@event("mail.sent", stream="ticket")
class MailSent(Event):
    """A mail to the requester was taken by the mail server for everybody it is for."""

    outgoing_id: int
    mail_kind: str
    message_id: int | None


@event("mail.failed", stream="ticket")
class MailFailed(Event):
    """A mail was refused for good or given up; `is_partly`: some of its recipients got it."""

    outgoing_id: int
    mail_kind: str
    message_id: int | None
    is_partly: bool


@event("outgoing.retried", stream="ticket")
class OutgoingRetried(Event):
    """Somebody had a failed mail sent again."""

    outgoing_id: int


@event("outgoing.cancelled", stream="ticket")
class OutgoingCancelled(Event):
    """Somebody took a mail out of the outbox."""

    outgoing_id: int


@event("outgoing.server_changed", stream="outgoing")
class OutgoingServerChanged(Event):
    """Mail leaves through another server or with another limit; `fields` says what changed. `subject` is 1."""

    fields: list[str]


@event("outgoing.paused", stream="outgoing")
class OutgoingPaused(Event):
    """Nothing leaves any more until somebody releases it: the hourly limit was reached, or somebody stopped it."""

    is_by_limit: bool
    hourly_limit: int | None = None


@event("outgoing.released", stream="outgoing")
class OutgoingReleased(Event):
    """Mail leaves again."""

    mail_count: int


@event("mail_text.changed", stream="mail_text", changes_reference=True)
class MailTextChanged(Event):
    """A text that the desk writes by itself was changed, or is as built in again."""

    code: str
    language: str
    is_builtin: bool


@event("person.notifications_changed", stream="person", changes_reference=True)
class NotificationsChanged(Event):
    """An agent chose what to hear of by mail; which choices changed."""

    fields: list[str]
