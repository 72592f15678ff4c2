"""Builds the mails of these tests, and finds the shared corpora."""

import os
from collections.abc import Sequence
from pathlib import Path

from tuki.channels.email.nature import Nature, nature_of

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[5] / "shared"))
MAIL = SHARED / "data" / "email"

CLARA = ("From", "Clara Berg <clara@customer.example>")


def nature(
    *headers: tuple[str, str],
    envelope_from: str | None = "clara@customer.example",
    subject: str = "The printer burns",
    content_type: str = "text/plain; charset=utf-8",
    text: str = "Hello,\n\nthe printer on floor 2 burns.\n\nClara",
    own_addresses: Sequence[str] = (),
) -> Nature:
    """The nature of Clara's mail with these headers added (a From among them replaces hers)."""
    author = () if any(name == "From" for name, _ in headers) else (CLARA,)
    return nature_of(
        [*author, *headers],
        envelope_from=envelope_from,
        subject=subject,
        content_type=content_type,
        text=text,
        own_addresses=own_addresses,
    )


def raw_mail(headers: dict[str, str], body: str) -> bytes:
    """A raw mail to the desk."""
    fields = {"From": "clara@customer.example", "To": "support@desk.example", "MIME-Version": "1.0"} | headers
    return ("\r\n".join(f"{name}: {value}" for name, value in fields.items()) + "\r\n\r\n" + body).encode()


NOTICE = (
    "This is the mail system at host mx.example.net.\n\nI'm sorry to have to inform you that your message could "
    "not be delivered to one or more recipients.\n\n<bob@customer.example>: host mx said: 550 5.1.1 unknown user\n"
)


def delivery_report(status: str, *, notice: str = NOTICE, headers: dict[str, str] | None = None) -> bytes:
    """An RFC 3464 report with this machine-readable part, returning our mail <ticket-7@desk.example>."""
    body = (
        f"--b\nContent-Type: text/plain\n\n{notice}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n{status}\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ticket-7@desk.example>\n"
        "To: bob@customer.example\nSubject: Re: printer\n\n--b--\n"
    )
    fields = {
        "From": "MAILER-DAEMON@mx.example.net",
        "Subject": "Undelivered Mail Returned to Sender",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
    }
    return raw_mail(fields | (headers or {}), body)
