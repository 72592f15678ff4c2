"""What the listeners answer: whom they take mail for, from whom, and what becomes of it."""

from __future__ import annotations

import asyncio
import errno
from typing import Any

import structlog
from aiosmtpd.smtp import Envelope
from django.db import connection

from tuki.channels.email.address_book import AddressBook, address_book, kept_book
from tuki.channels.email.commands.journal import Delivery
from tuki.channels.email.listeners.flood import FloodGauge, Pace
from tuki.channels.email.listeners.grouping import DeliveryGroups
from tuki.channels.email.listeners.hops import loops_for
from tuki.channels.email.listeners.limits import Limits
from tuki.channels.email.listeners.protocol import TOO_LARGE
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Refusal
from tuki.people.addresses import domain_of

logger = structlog.get_logger("tuki.mail")
OUR_FAULT = "451 4.3.0 We could not keep this mail now; send it again later"
NO_SPACE = "452 4.3.1 There is no space left to keep this mail; send it again later"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients; send the rest as another mail"
FLOOD = "450 4.7.1 Too many mails from this sender at once; send it again later"
FULL = "452 4.2.2 Too much from this sender today; send it again tomorrow"
NO_RELAY = "550 5.7.1 We do not pass mail on"
UNKNOWN = "550 5.1.1 Nobody here has this address"
LOOP = "554 5.4.6 This mail goes round in circles"
_PUT_OFF = {Pace.FLOOD: FLOOD, Pace.FULL: FULL}


class Handler:
    """The hooks of aiosmtpd for one listener; `source` is lmtp or smtp."""

    def __init__(self, source: str, *, limits: Limits, gauge: FloodGauge, groups: DeliveryGroups) -> None:
        self._source = source
        self._limits = limits
        self._gauge = gauge
        self._groups = groups

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offers the extensions besides aiosmtpd's own."""
        session.host_name = hostname
        ours = ["250-PIPELINING", "250-ENHANCEDSTATUSCODES", f"250-SIZE {self._limits.size}"]
        others = [each for each in responses[1:] if not each.startswith("250-AUTH")]  # nobody signs in here
        return [responses[0], *ours, *others]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        """Begins a mail unless it is announced too large (RFC 1870) or its sender has sent too many."""
        sizes = [option[5:] for option in options if option.startswith("SIZE=")]
        if any((whole_number(size) or 0) > self._limits.size for size in sizes):
            return TOO_LARGE
        pace = self._gauge.pace_of(address)
        if pace in _PUT_OFF:
            return _PUT_OFF[pace]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        envelope.pace = pace  # type: ignore[attr-defined]  # ours, for the whole mail
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        """Takes departments' and signed addresses, nothing else."""
        if len(envelope.rcpt_tos) >= self._limits.recipients:
            return TOO_MANY_RECIPIENTS
        try:
            async with asyncio.timeout(self._limits.store_seconds):
                book = await self._book_with(address)
        except Exception as error:
            logger.error("mail_recipient_not_checked", error=repr(error))
            return OUR_FAULT
        if not book.is_ours(address):
            local = address.rpartition("@")[0]
            is_relay = any(sign in local for sign in "%!@") or domain_of(address) not in book.domains
            return NO_RELAY if is_relay else UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever breaks here is ours: never 5xx."""
        logger.error("mail_listener_trouble", error=repr(error))
        return OUR_FAULT

    async def keep(self, envelope: Envelope) -> list[str]:
        """Keeps the mail for the recipients to whom it does not loop; an answer for each recipient."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        looping = loops_for(raw, envelope.rcpt_tos)
        wanted = [each for each in envelope.rcpt_tos if each not in looping]
        answer = await self._answer_for(raw, envelope, wanted) if wanted else LOOP
        answers = [LOOP if each in looping else answer for each in envelope.rcpt_tos]
        return sorted(answers, key=lambda each: each is LOOP) if self._source == "smtp" else answers

    async def _answer_for(self, raw: bytes, envelope: Envelope, recipients: list[str]) -> str:
        delivery = Delivery(
            raw=raw,
            source=self._source,
            envelope_from=(envelope.mail_from or "").strip("<>"),
            envelope_to=recipients,
            is_bulk=getattr(envelope, "pace", Pace.CALM) is Pace.BULK,
        )
        try:
            async with asyncio.timeout(self._limits.store_seconds):
                journal_id = await self._groups.keep(delivery)
        except Exception as error:
            logger.error("mail_not_kept", source=self._source, size=len(raw), error=repr(error))
            return NO_SPACE if _is_no_space(error) else OUR_FAULT
        self._gauge.weigh(envelope.mail_from or "", len(raw))
        return f"250 2.0.0 Kept as {journal_id}"

    async def _book_with(self, address: str) -> AddressBook:
        """The address book; read anew before anybody is refused."""
        book = kept_book()
        if book is None:
            book = await asyncio.to_thread(_read_book, fresh=False)
        if book.is_ours(address):
            return book
        return await asyncio.to_thread(_read_book, fresh=True)


def _read_book(*, fresh: bool) -> AddressBook:
    """Runs on a thread of the loop's pool; its connection is closed again."""
    try:
        return address_book(fresh=fresh)
    finally:
        connection.close()


def _is_no_space(error: Exception) -> bool:
    if isinstance(error, Refusal):
        return error.code == "disk_full"
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "full" in str(error) and "disk" in str(error)
