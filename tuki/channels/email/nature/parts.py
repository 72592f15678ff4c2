"""The few parts of a raw report that the readers of bounces and complaints need; tolerant, never raising."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from selectolax.lexbor import LexborHTMLParser

from .evidence import MailHeaders, comes_from_machine

_LONGEST_RAW = 1_000_000  # bytes; reports are small, and what they return stands at their end
_MOST_PARTS = 200
_LONGEST_TEXT = 30_000


@dataclass(slots=True)
class ReportParts:
    """A report taken apart. Fields of machine-readable parts come as (name without case, value) groups."""

    headers: MailHeaders
    content_type: str
    subject: str
    text: str = ""
    status_groups: list[dict[str, str]] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)


def read_parts(raw: bytes) -> ReportParts | None:
    """Takes the first million bytes of a mail apart, leaving out every NUL, which no database keeps in a text; None
    when they cannot be parsed at all."""
    try:
        message = message_from_bytes(raw[:_LONGEST_RAW].replace(b"\0", b""))
        parts = ReportParts(
            MailHeaders([(name, str(value)) for name, value in message.items()]),
            str(message.get("Content-Type", "text/plain")),
            _decoded(str(message.get("Subject", ""))),
        )
        texts: list[str] = []
        for part in _own_parts(message, into_reports=comes_from_machine(parts.headers, None)):
            _read_part(part, parts, texts)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None
    parts.text = "\n".join(texts)[:_LONGEST_TEXT]
    return parts


def _own_parts(message: Message, *, into_reports: bool) -> Iterator[Message]:
    """All parts in order, not looking into returned messages, but if asked into an attached report.

    Some gateways attach the report they pass on; what a person attaches is not that person's report.
    """
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(_children(part)))
            continue
        yield part
        if into_reports and part.get_content_type() == "message/rfc822" and _holds_report(part):
            waiting.extend(_children(part))


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _holds_report(part: Message) -> bool:
    return any(child.get_content_type() == "multipart/report" for child in _children(part)[:1])


def _read_part(part: Message, parts: ReportParts, texts: list[str]) -> None:
    kind = part.get_content_type()
    if kind in ("message/delivery-status", "message/global-delivery-status"):
        parts.status_groups.extend(_fields(group) for group in _children(part))
    elif kind in ("message/disposition-notification", "message/feedback-report"):
        fields = _all_fields(part)
        if kind == "message/feedback-report":
            parts.feedback = parts.feedback or fields
        else:
            parts.status_groups.append(fields)
    elif kind in ("message/rfc822", "message/global", "message/rfc822-headers"):
        for child in _children(part)[:1]:
            parts.returned = parts.returned or _fields(child)
    elif kind in ("text/rfc822-headers", "message/global-headers"):
        parts.returned = parts.returned or _fields(message_from_bytes(part_text(part).encode()))
    elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
        texts.append(_shown_text(part_text(part), html=kind == "text/html"))


def part_text(part: Message) -> str:
    """The text of a leaf part in its charset, or as near as can be, without NUL; never an error."""
    return _in_its_charset(part).replace("\0", "")


def _in_its_charset(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _shown_text(text: str, *, html: bool) -> str:
    if not html or "<" not in text[:_LONGEST_TEXT]:
        return text
    body = LexborHTMLParser(text[: 2 * _LONGEST_TEXT]).body
    return body.text(separator="\n") if body is not None else ""


def _fields(message: Message) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in message.items():
        fields.setdefault(name.casefold(), " ".join(str(value).split())[:2000])
    return fields


def _all_fields(part: Message) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in _children(part):
        fields.update(_fields(child))
    return fields


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value))).replace("\0", "")
    except (ValueError, LookupError, MessageError):
        return value
