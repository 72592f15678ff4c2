"""Headers that are written exactly once and always on one logical line (RFC 5322, RFC 2047, RFC 6532)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from email.headerregistry import Address
from email.policy import SMTP, EmailPolicy

from tuki.kernel.html import plain_line
from tuki.people.addresses import ascii_domain

_IDS = frozenset({"message-id", "in-reply-to", "references"})


class MailPolicy(EmailPolicy):
    """Keeps ids whole: the standard policy writes one of over 70 characters as an encoded word, which breaks
    threading."""

    def _fold(self, name: str, value: str, refold_binary: bool = False) -> str:
        if name.lower() in _IDS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return super()._fold(name, value, refold_binary)


def policy_for(addresses: Iterable[str]) -> EmailPolicy:
    """ASCII headers, unless an address itself needs more (SMTPUTF8, RFC 6531)."""
    return MailPolicy(linesep=SMTP.linesep, max_line_length=78, cte_type="7bit", utf8=needs_utf8(addresses))


def needs_utf8(addresses: Iterable[str]) -> bool:
    """Whether one of the addresses has a local part beyond ASCII; domains can always be written in ASCII."""
    return not all(wire_address(each).isascii() for each in addresses)


def wire_address(address: str) -> str:
    """The address as it goes over the wire: NFC, its domain in ASCII (IDNA)."""
    local, _, domain = unicodedata.normalize("NFC", address).rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def header_text(text: str, limit: int) -> str:
    """One line for a header. An encoded word (RFC 2047) in it stays undecoded: the library would decode one that it
    is given, and write line breaks hidden in it as line breaks of the header."""
    return plain_line(text, limit).replace("=?", "= ?")


def mailbox(address: str, name: str = "") -> Address:
    """One mailbox; whatever stands in the name stays in the name."""
    local, _, domain = wire_address(address).rpartition("@")
    return Address(header_text(name, 120), username=local, domain=domain)


def mailboxes(addresses: Sequence[str]) -> tuple[Address, ...]:
    """A list of bare mailboxes."""
    return tuple(mailbox(each) for each in addresses)


def safe_id(rfc_message_id: str) -> str:
    """A foreign Message-ID that can stand in a header of ours, or nothing."""
    candidate = rfc_message_id.strip()
    is_plain = candidate.isascii() and candidate.isprintable() and not any(map(str.isspace, candidate))
    fits = candidate.startswith("<") and candidate.endswith(">") and len(candidate) <= 250
    return candidate if is_plain and fits and candidate.count("<") == candidate.count(">") == 1 else ""
