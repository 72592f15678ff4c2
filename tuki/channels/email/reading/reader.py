"""Read one mail: never raises, whatever the bytes are."""

import re

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.addresses import clean_address, parse_addresses
from tuki.channels.email.reading.charsets import clean_text, decode_text
from tuki.channels.email.reading.collecting import Content, collect_content
from tuki.channels.email.reading.dates import parse_date
from tuki.channels.email.reading.encoded_words import header_text
from tuki.channels.email.reading.headers import HeaderBlock
from tuki.channels.email.reading.mail import Address, Mail, MailFile
from tuki.channels.email.reading.structure import Part, Reading, read_structure

_MESSAGE_ID = re.compile(r"<([^<>]{1,2000})>")
_MESSAGE_ID_BYTES = 100_000


def read_mail(raw: bytes) -> Mail:
    """Read the raw mail (RFC 5322, RFC 2045–2049) as far as it can be read.

    Never raises: what is odd is noted in `Mail.defects`, what cannot be placed is shown or kept as a file.
    Time and memory are linear in the size of the mail; depth, parts and headers are read up to `limits`.
    """
    try:
        return _read(raw)
    except Exception:  # the last resort: a mail is never lost because of us
        return _unreadable(raw)


def _read(raw: bytes) -> Mail:
    reading = Reading()
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
        reading.defects.add("bare_cr")
    root = read_structure(raw, reading)
    content = collect_content(root, reading)
    return _mail(root, content, reading)


def _mail(root: Part, content: Content, reading: Reading) -> Mail:
    headers = root.headers
    if not headers.fields:
        reading.defects.add("no_headers")
    addresses = {name: _addresses(headers, name) for name in ("from", "sender", "reply-to", "to", "cc", "bcc")}
    date = parse_date(header_text(headers.first("date")[:200]))
    if date is None:
        reading.defects.add("date_implausible" if headers.first("date") else "date_missing")
    if not addresses["from"]:
        reading.defects.add("from_missing")
    message_ids = _message_ids(headers, "message-id")
    return Mail(
        subject=_header(headers, "subject")[: limits.SUBJECT_CHARACTERS],
        message_id=message_ids[0] if message_ids else "",
        in_reply_to=_message_ids(headers, "in-reply-to"),
        references=_message_ids(headers, "references"),
        date=date,
        from_=addresses["from"],
        sender=addresses["sender"],
        reply_to=addresses["reply-to"],
        to=addresses["to"],
        cc=addresses["cc"],
        bcc=addresses["bcc"],
        return_path=clean_address(_header(headers, "return-path").strip("<> ")),
        delivered_to=_delivered_to(headers),
        headers=_shown_headers(headers),
        text=content.text,
        html=content.html,
        files=tuple(content.files),
        signed=content.signed,
        encrypted=content.encrypted,
        calendar=tuple(content.calendar),
        nested=tuple(content.nested),
        report_type=root.parameters.get("report-type", "").lower() if root.type == "multipart/report" else "",
        defects=tuple(sorted(reading.defects)),
    )


def _header(headers: HeaderBlock, name: str) -> str:
    return header_text(headers.first(name)[: limits.HEADER_CHARACTERS])


def _addresses(headers: HeaderBlock, name: str) -> tuple[Address, ...]:
    """The addresses of all fields of that name: several To fields are forbidden, yet sent."""
    values = headers.all(name)
    if len(values) > 1 and name not in ("to", "cc", "bcc"):
        values = [headers.first(name)]
    return parse_addresses(b", ".join(values)[: limits.ADDRESS_BYTES])


def _delivered_to(headers: HeaderBlock) -> tuple[str, ...]:
    """The mailboxes that this copy was delivered to, as the servers on the way noted."""
    found: list[str] = []
    for name in ("delivered-to", "x-original-to", "envelope-to", "x-delivered-to"):
        for value in headers.all(name)[:20]:
            found.extend(address.address for address in parse_addresses(value) if address.address)
    return tuple(dict.fromkeys(found))


def _message_ids(headers: HeaderBlock, name: str) -> tuple[str, ...]:
    """The ids of a field in order, without brackets or the white space that folding put into them."""
    value = header_text(headers.first(name)[:_MESSAGE_ID_BYTES])
    found = ["".join(match[1].split()) for match in _MESSAGE_ID.finditer(value)]
    if not found:
        found = [word.strip("<>,;") for word in value.split() if "@" in word]
    unique = tuple(dict.fromkeys(found))
    half = limits.MESSAGE_IDS // 2  # the root of a thread comes first, what is answered comes last
    return unique if len(unique) <= 2 * half else (*unique[:half], *unique[-half:])


def _shown_headers(headers: HeaderBlock) -> tuple[tuple[str, str], ...]:
    limit = limits.HEADER_CHARACTERS
    return tuple((name, header_text(value[:limit])) for name, value in headers.fields)


def _unreadable(raw: bytes) -> Mail:
    text = clean_text(decode_text(raw[: limits.TEXT_BYTES])[0])
    whole = MailFile("original.eml", "message/rfc822", raw, origin="rest")
    return Mail(text=text, files=(whole,), defects=("unreadable",))
