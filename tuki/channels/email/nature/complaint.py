"""Reads complaints about our mail: Abuse Reporting Format (RFC 5965)."""

from dataclasses import dataclass

from .parts import read_parts


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody marked our mail as unwanted.

    `feedback_type` is "abuse", "fraud", "virus", "not-spam", "opt-out" or another registered word;
    `recipients` are the complaining addresses, often hidden by the provider; `original_message_id` is the
    Message-ID (with angle brackets) of the mail complained of.
    """

    feedback_type: str
    recipients: tuple[str, ...]
    original_message_id: str | None
    original_mail_from: str | None
    source_ip: str | None
    user_agent: str | None


def read_complaint(raw: bytes) -> Complaint | None:
    """The complaint that the raw mail is, or None for any other mail. Never raises on broken mail."""
    parts = read_parts(raw)
    if parts is None or not parts.feedback.get("feedback-type"):
        return None
    if "feedback-report" not in parts.content_type.casefold():
        return None
    fields = parts.feedback
    recipient = fields.get("original-rcpt-to") or parts.returned.get("to", "")
    addresses = [word.strip("<>,;\"' ") for word in recipient.split()]
    return Complaint(
        feedback_type=fields["feedback-type"].casefold(),
        recipients=tuple(address for address in addresses if "@" in address),
        original_message_id=parts.returned.get("message-id") or fields.get("original-message-id"),
        original_mail_from=fields.get("original-mail-from", "").strip("<>") or None,
        source_ip=fields.get("source-ip"),
        user_agent=fields.get("user-agent"),
    )
