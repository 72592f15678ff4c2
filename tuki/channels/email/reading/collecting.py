"""From the sorted parts to the mail's text, HTML, files, calendar and attached mails."""

from dataclasses import dataclass, field

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.addresses import parse_addresses
from tuki.channels.email.reading.bodies import Bodies, choose_bodies
from tuki.channels.email.reading.calendars import read_calendar
from tuki.channels.email.reading.charsets import decode_text
from tuki.channels.email.reading.dates import parse_date
from tuki.channels.email.reading.encoded_words import header_text
from tuki.channels.email.reading.filenames import clean_file_name
from tuki.channels.email.reading.html_text import html_to_text
from tuki.channels.email.reading.mail import CalendarEvent, MailFile, NestedMail
from tuki.channels.email.reading.secured import (
    SIGNATURE_TYPES,
    is_encrypted_file,
    is_encrypted_part,
    is_encrypted_text,
    is_signed_part,
    strip_clear_signature,
)
from tuki.channels.email.reading.structure import MESSAGE_TYPES, SMIME_TYPES, Part, Reading, part_content
from tuki.channels.email.reading.surroundings import lost_texts
from tuki.channels.email.reading.texts import BodyText, read_text_part, text_as_html
from tuki.channels.email.reading.tnef import SIGNATURE as TNEF_SIGNATURE
from tuki.channels.email.reading.tnef import TNEF_TYPES, read_tnef

_CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_REPORT_TYPES = ("message/delivery-status", "message/disposition-notification", "message/feedback-report")


@dataclass(slots=True)
class Content:
    """What the body of one mail holds."""

    text: str = ""
    html: str | None = None
    files: list[MailFile] = field(default_factory=list)
    calendar: list[CalendarEvent] = field(default_factory=list)
    nested: list[NestedMail] = field(default_factory=list)
    signed: bool = False
    encrypted: bool = False


def collect_content(root: Part, reading: Reading) -> Content:
    """Read the bodies and the files of a mail whose parts are known."""
    bodies = choose_bodies(root)
    content = Content()
    _read_texts(bodies, content, reading)
    for part in bodies.files:
        _take_file(part, content, reading)
    _keep_lost_texts(bodies, content, reading)
    for rest in reading.rest:
        content.files.append(MailFile("unread-parts.txt", "application/octet-stream", rest, origin="rest"))
    _mark_security(root, bodies, content)
    return content


def _read_texts(bodies: Bodies, content: Content, reading: Reading) -> None:
    read: dict[int, BodyText] = {}
    for part in bodies.text + bodies.html:
        if id(part) not in read:
            read[id(part)] = read_text_part(part, reading)
            content.files.extend(read[id(part)].files)
            if read[id(part)].is_cut:
                content.files.append(_plain_file(part, part_content(part, reading), "part", len(content.files)))
    texts = [read[id(part)] for part in bodies.text]
    pages = [read[id(part)] for part in bodies.html]
    content.text = join_texts([body.text() for body in texts])
    if any(body.markup is not None for body in pages):
        content.html = (
            "\n".join(
                body.markup if body.markup is not None else text_as_html(body.plain)
                for body in pages
                if body.markup or body.plain.strip()
            )
            or None
        )
    if not content.text.strip():
        content.text = join_texts([body.text() for body in pages])


def join_texts(texts: list[str]) -> str:
    """Join texts in order, a blank line between them."""
    if len(texts) == 1:
        return texts[0]
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _take_file(part: Part, content: Content, reading: Reading) -> None:
    data = part_content(part, reading)
    if part.type in TNEF_TYPES or data.startswith(TNEF_SIGNATURE) or part.name.lower() == "winmail.dat":
        if _open_tnef(data, content):
            return
        reading.defects.add("tnef_damaged")
    if part.type in MESSAGE_TYPES and part.message is not None:
        _take_nested(part, data, content, reading)
        return
    origin = "part"
    if part.type in _CALENDAR_TYPES:
        origin = "calendar"
        content.calendar.extend(read_calendar(decode_text(data, part.parameters.get("charset", ""))[0]))
    elif part.type in SIGNATURE_TYPES:
        origin = "signature"
    elif part.type in SMIME_TYPES or is_encrypted_part(part):
        origin = "signature" if part.message is not None else "encrypted"
    elif part.type in _REPORT_TYPES or part.type == "text/rfc822-headers":
        origin = "report"
    content.files.append(_plain_file(part, data, origin, len(content.files), content.html))


def _plain_file(part: Part, data: bytes, origin: str, number: int, html: str | None = None) -> MailFile:
    fallback = {
        "calendar": "invitation",
        "signature": "signature",
        "encrypted": "encrypted",
        "report": "report",
    }
    name = clean_file_name(part.name, part.type, fallback.get(origin, f"attachment-{number + 1}"))
    inline = bool(html and part.content_id and f"cid:{part.content_id}" in html)
    return MailFile(name, part.type, data, part.content_id, inline, origin)


def _open_tnef(data: bytes, content: Content) -> bool:
    opened = read_tnef(data)
    if opened is None:
        return False
    content.files.extend(opened.files)
    if not content.text.strip() and opened.text:
        content.text = opened.text
    if content.html is None and opened.html:
        content.html = opened.html
        if not content.text.strip():
            content.text = html_to_text(opened.html)
    return True


def _take_nested(part: Part, data: bytes, content: Content, reading: Reading) -> None:
    assert part.message is not None
    if part.message.headers.fields:
        index = len(content.files)
        messages = list(_nested_mails(part.message, index, reading, 1))
        content.nested.extend(messages)
        subject = messages[0].subject
    else:
        reading.defects.add("nested_mail_broken")
        subject = ""
    name = clean_file_name(part.name or (subject and f"{subject[:100]}.eml"), part.type, "message")
    content.files.append(MailFile(name, part.type, data, part.content_id, origin="nested"))


def _nested_mails(message: Part, file: int, reading: Reading, depth: int) -> list[NestedMail]:
    bodies = choose_bodies(message)
    inner = Content()
    _read_texts(bodies, inner, reading)
    first = message.headers.first
    mails = [
        NestedMail(
            file=file,
            subject=header_text(first("subject")[: limits.HEADER_CHARACTERS])[: limits.SUBJECT_CHARACTERS],
            from_=parse_addresses(first("from")),
            date=parse_date(header_text(first("date")[:200])),
            text=inner.text,
        )
    ]
    if depth < limits.NESTED_DEPTH:
        for part in bodies.files:
            if part.type in MESSAGE_TYPES and part.message is not None and part.message.headers.fields:
                mails.extend(_nested_mails(part.message, file, reading, depth + 1))
    return mails


def _keep_lost_texts(bodies: Bodies, content: Content, reading: Reading) -> None:
    """Text outside the parts: shown when the mail shows nothing else, else kept as a file."""
    lost = [text for part in bodies.multiparts for text in lost_texts(part)]
    if not lost:
        return
    reading.defects.add("text_outside_parts")
    if not content.text.strip():
        content.text = join_texts([decode_text(text)[0] for text in lost])
        return
    for text in lost:
        content.files.append(MailFile("text-outside-parts.txt", "text/plain", text, origin="rest"))


def _mark_security(root: Part, bodies: Bodies, content: Content) -> None:
    parts = [root, *bodies.multiparts, *bodies.files]
    content.signed = any(is_signed_part(part) for part in parts)
    content.encrypted = any(is_encrypted_part(part) for part in parts)
    content.encrypted = (
        content.encrypted or is_encrypted_text(content.text) or any(is_encrypted_file(file) for file in content.files)
    )
    clear, was_signed = strip_clear_signature(content.text)
    if was_signed:
        signed_text = content.text.encode()
        content.files.append(MailFile("signed-text.asc", "text/plain", signed_text, origin="signature"))
        content.text, content.signed = clear, True
