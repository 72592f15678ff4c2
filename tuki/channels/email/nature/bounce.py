"""Reads reports of failed or delayed delivery: RFC 3464 where there is one, free text otherwise."""

import re
from dataclasses import dataclass

from .bounce_signs import is_bounce_like, is_delay
from .bounce_text import failed_addresses
from .evidence import first_address, sender_address
from .parts import ReportParts, read_parts

_NOT_FAILED = frozenset({"delivered", "relayed", "expanded"})
_ENHANCED_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"^[> \t]{0,8}message-id:\s{0,5}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that mail did not reach: for good, or (`permanent` False) not yet.

    `status` is the enhanced code of RFC 3463 ("5.1.1"); `diagnostic` what the server said.
    """

    address: str
    permanent: bool
    status: str | None = None
    diagnostic: str | None = None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report of failed or delayed delivery; without recipients when it names none.

    `original_message_id` is the Message-ID (with angle brackets) of the mail that came back;
    `original_recipient` the address that mail was written to.
    """

    recipients: tuple[FailedRecipient, ...] = ()
    original_message_id: str | None = None
    original_recipient: str | None = None

    @property
    def is_delay(self) -> bool:
        """Whether nothing failed for good yet."""
        return bool(self.recipients) and not any(recipient.permanent for recipient in self.recipients)


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce that the raw mail is, or None when it is any other mail, also one that only quotes a bounce.

    A report that everything was delivered is no bounce. Never raises on broken mail; reads 1 MB at most.
    """
    parts = read_parts(raw)
    if parts is None or not _is_bounce(parts):
        return None
    recipients = _stated_recipients(parts)
    if recipients is None:
        return None
    recipients = recipients or _named_recipients(parts)
    return Bounce(recipients, _original_message_id(parts), _original_recipient(parts))


def _is_bounce(parts: ReportParts) -> bool:
    return is_bounce_like(
        parts.headers,
        envelope_from=None,
        subject=parts.subject,
        content_type=parts.content_type,
        text=parts.text,
    )


def _stated_recipients(parts: ReportParts) -> tuple[FailedRecipient, ...] | None:
    """Recipients of the machine-readable part; None when it says that nothing failed."""
    found: dict[str, FailedRecipient] = {}
    delivered = False
    for group in parts.status_groups:
        address = _typed_address(group.get("original-recipient", "")) or _typed_address(
            group.get("final-recipient", "")
        )
        action = group.get("action", "").partition(" ")[0].casefold()
        delivered = delivered or action in _NOT_FAILED
        if not address or action in _NOT_FAILED:
            continue
        status = _ENHANCED_STATUS.search(group.get("status", ""))
        code = status[1] if status else None
        temporary = action == "delayed" or (not action and (code or "").startswith("4"))
        diagnostic = group.get("diagnostic-code") or group.get("status")
        found.setdefault(address.casefold(), FailedRecipient(address, not temporary, code, diagnostic))
    if not found and delivered:
        return None
    return tuple(found.values())


def _typed_address(value: str) -> str:
    """The address of "rfc822; a@b" or "utf-8; a@b" (RFC 3464 §2.1.2), "" when it holds none."""
    address = value.rpartition(";")[2].strip().strip("<>")
    domain = address.rpartition("@")[2]
    return address if "@" in address and "." in domain else ""


def _named_recipients(parts: ReportParts) -> tuple[FailedRecipient, ...]:
    permanent = not is_delay(parts.subject, parts.text)
    domain = sender_address(parts.headers).rpartition("@")[2].casefold()
    failed = parts.headers.first("x-failed-recipients")
    listed = [address.strip() for address in failed.split(",") if "@" in address]
    named = {item.address.casefold(): item for item in failed_addresses(parts.text, daemon_domain=domain)}
    addresses = listed or [item.address for item in named.values()]
    recipients = []
    for address in addresses:
        diagnostic = named[address.casefold()].diagnostic if address.casefold() in named else None
        status = _ENHANCED_STATUS.search(diagnostic or "")
        recipients.append(FailedRecipient(address, permanent, status[1] if status else None, diagnostic))
    return tuple(recipients)


def _original_message_id(parts: ReportParts) -> str | None:
    stated = [parts.returned.get("message-id", "")]
    stated += [group.get("original-message-id", "") for group in parts.status_groups]
    for value in stated:
        if value.startswith("<") and value.endswith(">"):
            return value
    written = _MESSAGE_ID.search(parts.text)
    return written[1] if written else None


def _original_recipient(parts: ReportParts) -> str | None:
    for group in parts.status_groups:
        if address := _typed_address(group.get("original-recipient", "")):
            return address
    return first_address(parts.returned.get("to", "")) or None
