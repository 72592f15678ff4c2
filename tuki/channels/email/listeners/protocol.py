"""One SMTP or LMTP conversation: aiosmtpd's commands, with our own reading of mails, answers and limits."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

from tuki.channels.email.listeners.connections import Connections
from tuki.channels.email.listeners.data import NoMail, TooMuch, read_data
from tuki.channels.email.listeners.limits import Limits

READ_BYTES = 65_536
TOO_LARGE = "552 5.3.4 This mail is larger than we take"
_NO_ROUTES = "550 5.7.1 We do not pass mail on"
# An address in dot-atom form at a domain of letters, digits and hyphens, and the parameters behind it (RFC 5321 4.1.2).
_ATOM, _LABEL = r"[\w!#$%&'*+/=?^`{|}~-]+", r"[A-Za-z0-9-]+"
_PLAIN_PATH = re.compile(rf"<({_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*)>\s*(.*)", re.ASCII | re.DOTALL)


class Receiving(SMTP):
    """What both protocols share."""

    line_length_limit = READ_BYTES
    answers_each_recipient = False

    def __init__(self, handler: Any, *, limits: Limits, connections: Connections, **options: Any) -> None:
        self.limits = limits
        self.active_at, self._ends_at = time.monotonic(), 0.0
        self.is_storing = False
        self._connections = connections
        super().__init__(
            handler,
            data_size_limit=None,
            enable_SMTPUTF8=True,
            timeout=limits.idle_seconds,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit={"NOOP": 100, "VRFY": 20, "HELP": 20, "RSET": 10_000, "*": 1_000_000},
            **options,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.remove(self)
        super().connection_lost(error)

    def send_away(self) -> None:
        """Tells the client to come back later and hangs up."""
        transport = cast("asyncio.Transport | None", self.transport)
        if transport is not None and not transport.is_closing():
            transport.write(b"421 4.3.2 Too many connections, or the desk stops; come back later\r\n")
            transport.close()

    def _reset_timeout(self, duration: float | None = None) -> None:
        """The client has so long from now on. A timer that runs already is not made anew: it looks when it ends."""
        self.active_at = time.monotonic()
        self._ends_at = self.loop.time() + (duration or self.limits.idle_seconds)
        if self._timeout_handle is None or self._timeout_handle.when() > self._ends_at:
            super()._reset_timeout(duration)

    def _timeout_cb(self) -> None:
        left = self._ends_at - self.loop.time()
        if left <= 0:
            super()._timeout_cb()
        else:
            self._timeout_handle = self.loop.call_later(left, self._timeout_cb)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Address and what follows it. The parser of headers, which aiosmtpd asks, is left for unusual ones."""
        if plain := _PLAIN_PATH.match(arg):
            return plain[1], plain[2]
        address, rest = super()._getaddr(arg)
        return address, rest

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """As in aiosmtpd, without source routes (RFC 5321 appendix C): they only ever ask for relaying."""
        if arg and "<@" in arg.replace(" ", ""):
            await self.push(_NO_ROUTES)
            return
        await super().smtp_RCPT(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Reads the mail whole, keeps it, and only then answers."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        answers = await self._answers_to_mail()
        self._set_post_data_state()
        for answer in answers if self.answers_each_recipient else answers[:1]:
            await self.push(answer)

    async def _answers_to_mail(self) -> list[str]:
        """An answer for each recipient."""
        envelope = self.envelope
        assert envelope is not None and self.transport is not None
        count = len(envelope.rcpt_tos)
        try:
            async with asyncio.timeout(self.limits.mail_seconds):
                envelope.content = await read_data(self._reader, most=self.limits.size, progress=self._reset_timeout)
        except TooMuch:
            return [TOO_LARGE] * count
        except (NoMail, TimeoutError):
            self.transport.close()
            return []
        return await self._kept()

    async def _kept(self) -> list[str]:
        self.is_storing = True
        try:
            self._reset_timeout(2 * self.limits.store_seconds)
            return await self.event_handler.keep(self.envelope)
        finally:
            self.is_storing = False
            if self.transport is not None:
                self._reset_timeout()


class MailSmtp(Receiving):
    """SMTP (RFC 5321): one answer for all recipients."""


class MailLmtp(Receiving, LMTP):
    """LMTP (RFC 2033): one answer for each recipient."""

    answers_each_recipient = True
