"""Tells from the headers and the first lines of the text whether a mail reports failed delivery or delay."""

from pathlib import Path

from ..phrases import folded, read_table
from ..quoting import split_reply
from .evidence import MailHeaders, comes_from_machine, has_null_sender, is_daemon

_TABLE = read_table(Path(__file__).parent / "tables" / "bounce.toml")
_TOP = 1500  # characters of the text in which a notice says what it is
_FIRST_LINES = 2
_DELIVERY_REPORTS = (
    "report-type=delivery-status",
    "message/delivery-status",
    "message/global-delivery-status",
)


def is_delivery_report(content_type: str) -> bool:
    """Whether the content type is that of RFC 3462/3464 (or RFC 6533) reports."""
    bare = content_type.casefold().replace('"', "").replace(" ", "")
    return bare.startswith(("multipart/", "message/")) and any(sign in bare for sign in _DELIVERY_REPORTS)


def is_bounce_like(
    headers: MailHeaders, *, envelope_from: str | None, subject: str, content_type: str, text: str
) -> bool:
    """Whether the mail is a report of failed or delayed delivery, in the standard form or any other.

    Subject or text must say so, and unless the return path is null, both; without any sign of a machine the
    text must say it in its first two lines. Who only quotes or forwards a bounce is a person.
    """
    if is_delivery_report(content_type):
        return True
    if headers.has("x-failed-recipients") or is_daemon(headers):
        return not _is_answer_of_absence(headers)
    is_null, says_subject = has_null_sender(headers, envelope_from), _says("subject", subject)
    if is_null and says_subject:
        return True
    if not is_null and not says_subject:
        return False
    own = split_reply(text[: 4 * _TOP], subject=subject).text
    if comes_from_machine(headers, envelope_from):
        return _says("notice", (own or text)[:_TOP])
    written = [line for line in own.split("\n") if any(map(str.isalnum, line))]
    return _says("notice", " ".join(written[:_FIRST_LINES])[:_TOP])


def is_delay(subject: str, text: str) -> bool:
    """Whether the report says that delivery is still being tried."""
    return _says("delay", subject) or _says("delay", text[:_TOP])


def _is_answer_of_absence(headers: MailHeaders) -> bool:
    return folded(headers.first("auto-submitted")).startswith("auto-replied (vacation")


def _says(section: str, text: str) -> bool:
    words = folded(text)
    return any(phrase in words for phrase in _TABLE[section])
