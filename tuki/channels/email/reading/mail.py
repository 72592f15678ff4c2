"""What one mail says, as plain immutable data that can travel between processes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header: the decoded display name and `local@domain`.

    `address` is NFC with the domain in lower case, and empty when the sender wrote no address at all;
    `original` is what stood in the mail. Compare people by `normal_address(address)`.
    """

    name: str
    address: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class MailFile:
    """One file of a mail, decoded.

    `name` is cleaned and never empty; `content_id` is without angle brackets; `inline` means that the HTML
    shows it. `origin`: part, calendar, signature, encrypted, nested, tnef, uuencode, yenc, report, rest.
    """

    name: str
    type: str
    content: bytes
    content_id: str | None = None
    inline: bool = False
    origin: str = "part"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One VEVENT (RFC 5545). Times without a known zone are naive; an all-day event starts at 00:00."""

    method: str
    uid: str
    summary: str
    start: datetime | None
    end: datetime | None
    all_day: bool
    location: str
    organiser: str


@dataclass(frozen=True, slots=True)
class NestedMail:
    """The readable side of an attached mail; `file` is the index in `Mail.files` of the file holding it."""

    file: int
    subject: str
    from_: tuple[Address, ...]
    date: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read as far as it can be read.

    All strings are valid Unicode without NUL; header values hold no line break. Message ids are without
    angle brackets. `date` is aware and plausible, or None. `html` is as sent: unclean, never to be shown raw.
    `report_type` is that of a multipart/report (RFC 6522), e.g. `delivery-status`. `defects` are codes of
    what was odd about the mail.
    """

    subject: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    return_path: str = ""
    delivered_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str | None = None
    files: tuple[MailFile, ...] = ()
    signed: bool = False
    encrypted: bool = False
    calendar: tuple[CalendarEvent, ...] = ()
    nested: tuple[NestedMail, ...] = ()
    report_type: str = ""
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first value of the header `name` (any case), or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
