"""One mail from a mail server's pipe: kept durably, or the server is told to try again."""

from __future__ import annotations

from typing import BinaryIO

from tuki.channels.email.address_book import address_book
from tuki.channels.email.commands.journal import Delivery, journal_mail
from tuki.channels.email.listeners.limits import from_settings
from tuki.kernel.actors import channel


class NotTaken(Exception):
    """The mail is refused for good; the message says why. `is_unknown`: nobody here has the address."""

    def __init__(self, words: str, *, is_unknown: bool = False) -> None:
        super().__init__(words)
        self.is_unknown = is_unknown


def take_mail(stream: BinaryIO, *, to: str, sender: str | None) -> int:
    """Reads one mail and keeps it; its number in the journal. When this returns, a power cut does not lose it.

    `sender` is the envelope's: "" for the null sender, None when it is not known. Raises `NotTaken`, `disk_full`, and
    what the database raises.
    """
    most = from_settings().size
    raw = stream.read(most + 1)
    if not address_book(fresh=True).is_ours(to):
        raise NotTaken(f"nobody here has the address {to}", is_unknown=True)
    if not raw.strip():
        raise NotTaken("the mail is empty")
    if len(raw) > most:
        raise NotTaken(f"the mail is larger than {most // 1_048_576} MiB")
    return journal_mail(
        channel("mail", "pipe"), Delivery(raw=raw, source="pipe", envelope_from=sender, envelope_to=(to,))
    )
