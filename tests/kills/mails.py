"""Many small mails, and a sender that tries again until each one is acknowledged."""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.serving import Desk

SENDERS = 20
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Mail:
    """One mail with an attachment that is its own."""

    number: int

    @property
    def sender(self) -> str:
        return f"person{self.number % SENDERS}@customer-a.test"

    @property
    def message_id(self) -> str:
        return f"<mail-{self.number}@customer-a.test>"

    @property
    def content(self) -> bytes:
        return (
            f"From: {self.sender}\r\nTo: support@desk.test\r\nSubject: Request {self.number}\r\n"
            f"Message-ID: {self.message_id}\r\nDate: Sun, 22 Nov 2026 04:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
            f"This is request number {self.number}.\r\n--b\r\nContent-Type: text/csv; name=n.csv\r\n"
            f"Content-Disposition: attachment; filename=n.csv\r\n\r\n{self.number}\r\n--b--\r\n"
        ).encode()


def send_all(desk: Desk, mails: Sequence[Mail], *, senders: int = 4, per_second: float = 1000.0) -> int:
    """Sends by LMTP and SMTP in turn; gives how many tries were not acknowledged. Raises when one never is."""
    pace = threading.Semaphore(0)
    ended = threading.Event()

    def let_go() -> None:
        for _ in mails:
            pace.release()
            if ended.wait(1 / per_second):
                return

    threading.Thread(target=let_go, daemon=True).start()
    try:
        with ThreadPoolExecutor(senders) as pool:
            return sum(pool.map(lambda mail: _send(desk, mail, pace), mails))
    finally:
        ended.set()


def _send(desk: Desk, mail: Mail, pace: threading.Semaphore) -> int:
    pace.acquire()
    ends, tries = time.monotonic() + PATIENCE_SECONDS, 0
    while True:
        try:
            desk.deliver(mail.sender, mail.content, by="smtp" if mail.number % 2 else "lmtp")
            return tries
        except (OSError, smtplib.SMTPException):
            tries += 1
            if time.monotonic() > ends:
                raise
            threading.Event().wait(0.1)
