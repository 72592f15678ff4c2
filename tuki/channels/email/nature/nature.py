"""Decides what kind of mail this is and whether the desk may answer it by itself."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .absence import subject_marks
from .bounce import Bounce
from .bounce_signs import is_bounce_like, is_delay, is_delivery_report
from .evidence import MailHeaders, has_null_sender, sender_address
from .markers import (
    is_calendar_answer,
    is_own_list,
    list_marks,
    program_marks,
    sender_marks,
    standard_marks,
)


class Kind(StrEnum):
    """Kinds of mail. Only PERSON may be answered automatically, and not even always."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    AUTO_GENERATED = "auto_generated"
    BULK = "bulk"
    LIST = "list"
    BOUNCE = "bounce"
    DELAY = "delay"
    REPORT = "report"
    COMPLAINT = "complaint"
    OWN = "own"
    CALENDAR_REPLY = "calendar_reply"


@dataclass(frozen=True, slots=True)
class Nature:
    """What a mail is: its kind, the codes of the reasons, and whether an automatic answer may go out.

    Without a reason the mail is a person's. `sender_administrator` alone leaves it a person's, unanswered.
    """

    kind: Kind
    reasons: tuple[str, ...]
    may_answer: bool


# Which kind each reason speaks for; the first reason of this order that was found decides.
_KIND_OF_REASON = {
    "feedback_report": Kind.COMPLAINT,
    "delivery_delayed": Kind.DELAY,
    "delivery_failed": Kind.BOUNCE,
    "disposition_report": Kind.REPORT,
    "delivery_confirmed": Kind.REPORT,
    "machine_report": Kind.REPORT,
    "own_address": Kind.OWN,
    "calendar_reply": Kind.CALENDAR_REPLY,
    "auto_submitted_replied": Kind.AUTO_REPLY,
    "autoreply_header": Kind.AUTO_REPLY,
    "precedence_auto_reply": Kind.AUTO_REPLY,
    "auto_reply_subject": Kind.AUTO_REPLY,
    "absence_text": Kind.AUTO_REPLY,
    "sender_robot": Kind.AUTO_REPLY,
    "auto_submitted_generated": Kind.AUTO_GENERATED,
    "list_header": Kind.LIST,
    "precedence_list": Kind.LIST,
    "sender_list": Kind.LIST,
    "machine_header": Kind.AUTO_GENERATED,
    "bulk_header": Kind.BULK,
    "precedence_bulk": Kind.BULK,
    "return_path_bulk": Kind.BULK,
    "null_return_path": Kind.AUTO_GENERATED,
    "sender_daemon": Kind.AUTO_GENERATED,
    "sender_no_reply": Kind.AUTO_GENERATED,
    "auto_response_suppress": Kind.AUTO_GENERATED,
    "empty_reply_to": Kind.AUTO_GENERATED,
    "sender_administrator": Kind.PERSON,
}
_LONGEST_FIELD = 2000  # characters looked at
# What a group address of the desk's own adds to a person's mail.
_LIST_REASONS = frozenset({"list_header", "bulk_header", "precedence_list", "precedence_bulk", "return_path_bulk"})


def nature_of(
    headers: Sequence[tuple[str, str]],
    *,
    envelope_from: str | None,
    subject: str,
    content_type: str,
    text: str,
    own_addresses: Collection[str] = (),
) -> Nature:
    """The nature of a mail, from its headers (in order), decoded subject, top content type and plain text.

    `envelope_from` is "" for the null return path and None when unknown. `content_type` is the whole header;
    for a mail with a calendar part pass that part's, as its method tells an answer from an invitation.
    `own_addresses` are the desk's: mail from them is its own come back, and a list (such as a group address)
    that is one of them does not make a person's mail a list's. "Auto-Submitted: no" is a person.
    """
    subject, content_type = subject[:_LONGEST_FIELD], content_type[:_LONGEST_FIELD]
    fields = MailHeaders(headers)
    found = list(_reports(fields, envelope_from, subject, content_type, text))
    if sender_address(fields).casefold() in {address.casefold() for address in own_addresses}:
        found.append("own_address")
    if _is_calendar_reply(content_type) or is_calendar_answer(fields, subject):
        found.append("calendar_reply")
    found += standard_marks(fields)
    found += program_marks(fields)
    found += list_marks(fields)
    found += sender_marks(fields, envelope_from)
    if has_null_sender(fields, envelope_from):
        found.append("null_return_path")
    is_answer = fields.has("in-reply-to") or fields.has("references")
    found += subject_marks(subject, text, is_answer=is_answer)
    ignored = _LIST_REASONS if is_own_list(fields, own_addresses) else frozenset()
    reasons = tuple(reason for reason in _KIND_OF_REASON if reason in found and reason not in ignored)
    kind = _KIND_OF_REASON[reasons[0]] if reasons else Kind.PERSON
    return Nature(kind, reasons, may_answer=not reasons)


def confirmed_by(nature: Nature, bounce: Bounce | None, content_type: str) -> Nature:
    """The nature of a delivery report, after its machine-readable part was read: that knows better than its words
    whether mail failed, is late, or was delivered (`bounce` is None then)."""
    if nature.kind not in (Kind.BOUNCE, Kind.DELAY) or not is_delivery_report(content_type):
        return nature
    if bounce is None:
        kind, reason = Kind.REPORT, "delivery_confirmed"
    elif bounce.is_delay:
        kind, reason = Kind.DELAY, "delivery_delayed"
    else:
        return nature
    others = (each for each in nature.reasons if each not in ("delivery_failed", "delivery_delayed"))
    return Nature(kind, (reason, *others), may_answer=False)


def _reports(
    fields: MailHeaders, envelope_from: str | None, subject: str, content_type: str, text: str
) -> Iterator[str]:
    bare = content_type.casefold().replace('"', "").replace(" ", "")
    if "report-type=feedback-report" in bare or bare.startswith("message/feedback-report"):
        yield "feedback_report"
        return
    if is_bounce_like(fields, envelope_from=envelope_from, subject=subject, content_type=content_type, text=text):
        yield "delivery_delayed" if is_delay(subject, text) else "delivery_failed"
    elif "disposition-notification" in bare:
        yield "disposition_report"
    elif bare.startswith("multipart/report"):
        yield "machine_report"


def _is_calendar_reply(content_type: str) -> bool:
    """Whether the part is an answer to an invitation (RFC 5546 §3.2.3), not an invitation by a person."""
    bare = content_type.casefold().replace('"', "").replace(" ", "")
    return "text/calendar" in bare and any(
        f"method={method}" in bare for method in ("reply", "counter", "declinecounter", "refresh")
    )
