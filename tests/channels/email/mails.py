"""Mails for tests: built with the standard library, delivered over real connections or straight into the journal."""

from __future__ import annotations

import itertools
from email.message import EmailMessage

from tuki.channels.email.commands.journal import Delivery, journal_mail
from tuki.channels.email.models import Journal
from tuki.kernel.actors import channel
from tuki.kernel.jobs.running import run_due

DOOR = channel("mail", "test")
_numbers = itertools.count(1)


def mail(
    text: str = "Hello, the printer burns.\n",
    *,
    from_: str | None = "Clara <clara@customer-a.test>",
    to: str = "support@desk.test",
    subject: str | None = "Printer on fire",
    message_id: str | None = "",
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """One mail as bytes; `message_id` None leaves it out, "" makes a new one."""
    message = EmailMessage()
    for name, value in (("From", from_), ("To", to), ("Subject", subject)):
        if value is not None:
            message[name] = value
    if message_id is not None:
        message["Message-ID"] = message_id or f"<{next(_numbers)}@client.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def receive(raw: bytes, **envelope: object) -> Journal:
    """Journals a mail and has it read; what became of it."""
    journal_id = journal_mail(DOOR, Delivery(raw=raw, **{"source": "lmtp", **envelope}))  # type: ignore[arg-type]  # as given
    read_all()
    return Journal.objects.get(pk=journal_id)


def read_all() -> None:
    """Runs the jobs of mail in until none is due."""
    while run_due("mail-in") + run_due("mail-bulk"):
        continue
