"""Reading one mail: raw bytes in, a `Mail` out. Pure Python, no database, no Django.

`read_mail` never raises and stays within limits of depth, parts and headers; `Reader` runs it in a guarded
process of its own, so that no mail can take the worker down. Words: a *part* is one MIME entity, a *file* is
what is offered for download, a *defect* is the code of something odd. Never decides anything about tickets,
never cleans HTML for show, never checks signatures.
"""

from tuki.channels.email.reading.addresses import normal_address
from tuki.channels.email.reading.guard import Reader, ReadingFailed
from tuki.channels.email.reading.mail import Address, CalendarEvent, Mail, MailFile, NestedMail
from tuki.channels.email.reading.reader import read_mail

__all__ = [
    "Address",
    "CalendarEvent",
    "Mail",
    "MailFile",
    "NestedMail",
    "Reader",
    "ReadingFailed",
    "normal_address",
    "read_mail",
]
