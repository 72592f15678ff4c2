"""What intake announces besides what it does to tickets. `subject` is the mail's number in the journal."""

from tuki.kernel.events import Event, event


@event("received_mail.quarantined", stream="received_mail")
class MailQuarantined(Event):
    """A mail could not be read or placed; it waits for a person."""

    reason: str


@event("received_mail.read_again", stream="received_mail")
class MailReadAgain(Event):
    """Somebody had a mail read again."""


@event("received_mail.wanted", stream="received_mail")
class MailWanted(Event):
    """Somebody asked for a ticket from a mail that became none by itself."""
