"""A mail server that keeps what it is given, in this process, on a free loopback port."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests import patience


@dataclass
class Sink:
    """Takes every mail after `pause_seconds`, and is stopped at the end of a `with`."""

    pause_seconds: float = 0.0
    port: int = 0
    mails: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Sink:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keeps the mail, then answers: what a sender does not hear, it will send again."""
        with self._lock:
            self.mails.append((tuple(envelope.rcpt_tos), bytes(envelope.content)))
        await asyncio.sleep(self.pause_seconds)
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def message_ids(self, *, to: str = "") -> Counter[str]:
        """How often each Message-ID came, of mails to this address or to anybody."""
        with self._lock:
            mails = list(self.mails)
        return Counter(
            str(message_from_bytes(content)["message-id"])
            for recipients, content in mails
            if not to or to in recipients
        )

    def wait_for(self, count: int, *, to: str = "", seconds: float = patience.SECONDS) -> bool:
        """Whether so many different mails have come in time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if len(self.message_ids(to=to)) >= count:
                return True
            threading.Event().wait(0.05)
        return False
