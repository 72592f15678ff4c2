"""From a row of the outbox to the bytes that leave (RFC 5322, RFC 2045), made anew for every try."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime

import msgspec

from tuki.channels.email.models import OutgoingKind, OutgoingMail
from tuki.channels.email.outgoing import headers
from tuki.channels.email.outgoing.bodies import Words, words_of
from tuki.channels.email.outgoing.conversation import references
from tuki.channels.email.outgoing.enclosing import add_files, files_of, inline_addresses
from tuki.channels.email.outgoing.outbox import own_host
from tuki.channels.email.outgoing.reply_address import reply_address
from tuki.channels.email.outgoing.subjects import answer_subject
from tuki.channels.email.outgoing.texts import fitting_language
from tuki.channels.email.outgoing.wrapping import page
from tuki.kernel import clock
from tuki.kernel.html import text_to_html
from tuki.people.addresses import is_address
from tuki.people.models import Brand, Department
from tuki.people.queries import main_address, main_brand


class CannotCompose(Exception):
    """The mail cannot be made; the message says why, for the people at the desk."""


class Envelope(msgspec.Struct, frozen=True):
    """What a server is given: who sends, who shall get it, and the mail's bytes."""

    sender: str
    recipients: list[str]
    content: bytes
    needs_utf8: bool


def compose(row: OutgoingMail) -> Envelope:
    """The mail with its envelope, for those recipients who have not got it yet. Raises `CannotCompose`."""
    base = _sender_address(row)
    agent_id = row.person_id if row.kind == OutgoingKind.NOTIFICATION else None
    signed = reply_address(base, row.ticket_id, agent_id=agent_id) if row.ticket_id else base
    waiting = [address for address, state in row.recipients.items() if state == ""]
    to, cc = _to_and_cc(row)
    mail = EmailMessage(policy=headers.policy_for([base, *row.recipients]))
    mail["From"] = headers.mailbox(base, _sender_name(row))
    mail["To"] = headers.mailboxes(to)
    if cc:
        mail["Cc"] = headers.mailboxes(cc)
    mail["Reply-To"] = headers.mailbox(signed, _brand_name(row))
    mail["Subject"] = _subject(row)
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = row.rfc_message_id
    _thread(mail, row)
    _say_if_automatic(mail, row)
    _fill(mail, row)
    return Envelope(
        sender=headers.wire_address(signed),
        recipients=waiting,
        content=mail.as_bytes(),
        needs_utf8=headers.needs_utf8([base, *row.recipients]),
    )


def _to_and_cc(row: OutgoingMail) -> tuple[list[str], Sequence[str]]:
    """The person it is for in To, all others in Cc; when their address has changed since, everybody in To."""
    addresses = list(row.recipients)
    main = row.person.email if row.person is not None else ""
    if main in row.recipients:
        return [main], [each for each in addresses if each != main]
    return addresses, ()


def _thread(mail: EmailMessage, row: OutgoingMail) -> None:
    if earlier := references(row):
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(earlier)


def _say_if_automatic(mail: EmailMessage, row: OutgoingMail) -> None:
    """Tells other programs not to answer (RFC 3834; the second header is what Exchange asks for)."""
    if row.kind == OutgoingKind.REPLY and not (row.message and row.message.is_automatic):
        return
    is_answer = row.kind == OutgoingKind.ACKNOWLEDGEMENT
    mail["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"


def _fill(mail: EmailMessage, row: OutgoingMail) -> None:
    """Text, HTML, images within it, and files."""
    if row.kind != OutgoingKind.REPLY:
        _write(mail, Words(row.text, row.html or page(text_to_html(row.text), language=row.language)))
        return
    if row.message is None or row.ticket is None:
        raise CannotCompose("The message of this mail is gone.")
    files = files_of(row.message)
    if missing := next((each.name for each in files if each.content is None), None):
        raise CannotCompose(f"The file {missing} is missing in the store.")
    words = words_of(
        row.message,
        row.ticket,
        language=fitting_language(row.language),
        inline=inline_addresses(files),
    )
    _write(mail, words)
    add_files(mail, files, words.html)


def _write(mail: EmailMessage, words: Words) -> None:
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")


def _subject(row: OutgoingMail) -> str:
    if row.kind != OutgoingKind.REPLY or row.ticket is None:
        return headers.header_text(row.subject, 250)
    return headers.header_text(answer_subject(row.ticket.reference, row.ticket.subject), 250)


def _department(row: OutgoingMail) -> Department | None:
    """Where the ticket is now; answers leave from there also when it moved after the answer was written."""
    return row.ticket.department if row.ticket is not None else row.department


def _sender_address(row: OutgoingMail) -> str:
    department = _department(row)
    address = main_address(department) if department is not None else ""
    if not address:
        first = Department.objects.filter(addresses__isnull=False, is_active=True).order_by("id").first()
        address = main_address(first) if first is not None else f"desk@{own_host()}"
    if not is_address(address):
        raise CannotCompose("No department has a mail address to write from.")
    return address


def _sender_name(row: OutgoingMail) -> str:
    author = row.message.author if row.kind == OutgoingKind.REPLY and row.message else None
    return f"{author.name} | {_brand_name(row)}" if author is not None else _brand_name(row)


def _brand_name(row: OutgoingMail) -> str:
    department = _department(row)
    brand: Brand | None = department.brand if department is not None else main_brand()
    return brand.name if brand is not None else "Tuki"
