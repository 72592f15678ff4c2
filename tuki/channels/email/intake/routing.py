"""Which department a mail is for, the same on every run whichever copy comes first (F010)."""

from __future__ import annotations

from tuki.channels.email.address_book import AddressBook
from tuki.channels.email.models import Journal
from tuki.channels.email.reading import Mail


def recipients_of(row: Journal, mail: Mail) -> list[str]:
    """Every address this mail was sent to or delivered to: as its writer named them, then as servers did."""
    named = [each.address for each in (*mail.to, *mail.cc) if each.address]
    return [*named, *mail.delivered_to, *row.envelope_to]


def department_for(row: Journal, mail: Mail, book: AddressBook) -> int | None:
    """The department that answers: the import's; else the first of our addresses in To, Cc, then in what servers
    noted; else the mailbox's; else the main one. The main one too in place of one that takes no tickets any more; None
    when the desk has no department at all."""
    if row.source == "import" and row.department_id is not None:
        return book.answering(row.department_id)
    found = (book.department_of(address) for address in recipients_of(row, mail))
    by_address = next((department for department in found if department is not None), None)
    return by_address or book.answering(row.department_id)
