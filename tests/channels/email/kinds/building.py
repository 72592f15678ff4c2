"""Mails as single programs write them, built from the few words that matter to a test."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from tuki.channels.email.intake.understanding import Question, Understood, understand

DESK = "support@desk.test"
HEAD = f"From: Clara <clara@customer-a.test>\nTo: {DESK}\nSubject: Printer\nMessage-ID: <1@customer-a.test>"
OWN = "Thanks, that worked.\nSecond line of the answer."
OLD = "OLDTEXT did you restart it?"


def word(text: str, charset: str = "utf-8") -> str:
    """The text as one encoded word (RFC 2047)."""
    return f"=?{charset}?b?{base64.b64encode(text.encode(charset)).decode()}?="


def raw(head: str, body: str | bytes = b"", content_type: str = "text/plain; charset=utf-8") -> bytes:
    """A mail of these header lines and this body, in the line ends of the wire."""
    lines = f"{head.strip()}\nMIME-Version: 1.0\nContent-Type: {content_type}\n\n".replace("\n", "\r\n")
    return lines.encode() + (body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode())


def html(markup: str, subject: str = "Re: Printer") -> bytes:
    """A mail of HTML alone."""
    return raw(HEAD.replace("Subject: Printer", f"Subject: {subject}"), markup, "text/html; charset=utf-8")


def part(content_type: str, body: str | bytes, **fields: str) -> bytes:
    """One part of a multipart."""
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    content = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return f"Content-Type: {content_type}\r\n{head}\r\n".encode() + content


def joined(parts: Sequence[bytes], boundary: str = "b1") -> bytes:
    """The body of a multipart."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + each + b"\r\n" for each in parts) + mark + b"--\r\n"


def said(content: bytes, envelope_from: str | None = None) -> Understood:
    """What the desk makes of the mail."""
    return understand(Question(raw=content, envelope_from=envelope_from, own_addresses=[DESK]))


def unfolded(mail: Understood) -> str:
    """The HTML that a reader sees without opening anything."""
    return mail.html.split('<details class="quoted">')[0]
