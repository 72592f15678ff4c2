"""One conversation with a mail server (RFC 5321): what became of each recipient.

A connection is kept by its thread for the next mails and closed when it has idled or served long enough.
"""

from __future__ import annotations

import smtplib
import threading
import time
from contextlib import suppress

import msgspec

from tuki.channels.email.fetching.trouble import Trouble, trouble_of
from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.outgoing.composing import Envelope
from tuki.channels.email.outgoing.headers import wire_address
from tuki.channels.email.outgoing.server import SmtpUrl, greeting_name, sign_in
from tuki.kernel.html import plain_line
from tuki.kernel.secrets import CannotUnseal

CONNECT_SECONDS, ANSWER_SECONDS = 15.0, 60.0
LONGEST_IDLE_SECONDS = 15.0
MOST_MAILS = 100


class Unreachable(Exception):
    """The server does not talk to us at all: not there, no TLS, or it does not know our password."""


class Delivered(msgspec.Struct):
    """What the server said: who is served, who never will be, who may be later (address → its words)."""

    sent: list[str] = msgspec.field(default_factory=list)
    refused: dict[str, str] = msgspec.field(default_factory=dict)
    delayed: dict[str, str] = msgspec.field(default_factory=dict)


class _Held(threading.local):
    """This thread's open connection."""

    smtp: smtplib.SMTP | None = None
    url: SmtpUrl | None = None
    used_at: float = 0.0
    mails: int = 0


_held = _Held()


def deliver(url: SmtpUrl, envelope: Envelope) -> Delivered:
    """Gives the mail to the server. Raises `Unreachable`; a conversation that breaks off delays everybody.

    When it breaks off after the mail's last byte, nobody knows whether it was taken: it is sent again, and the
    Message-ID shows the repeat for what it is.
    """
    is_fresh = not _is_usable(url)
    smtp = _connect(url) if is_fresh else _held.smtp
    assert smtp is not None
    try:
        result = _converse(smtp, envelope)
    except smtplib.SMTPServerDisconnected as error:
        close_connection()
        if is_fresh:
            return _all_delayed(envelope, error)
        return deliver(url, envelope)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        close_connection()
        return _all_delayed(envelope, error)
    _held.used_at, _held.mails = time.monotonic(), _held.mails + 1
    return result


def close_connection() -> None:
    """Ends this thread's connection, if there is one."""
    smtp, _held.smtp = _held.smtp, None
    if smtp is not None:
        with suppress(OSError, smtplib.SMTPException):
            smtp.sock.settimeout(1.0) if smtp.sock else None
            smtp.quit()
        smtp.close()


def _converse(smtp: smtplib.SMTP, envelope: Envelope) -> Delivered:
    result = Delivered()
    if envelope.needs_utf8 and not smtp.has_extn("smtputf8"):
        words = "The mail server cannot write to addresses with letters beyond ASCII (no SMTPUTF8)."
        result.refused = dict.fromkeys(envelope.recipients, words)
        return result
    answer: tuple[int, bytes | str] = smtp.mail(envelope.sender, _options(smtp, envelope))
    if answer[0] != 250:
        return _for_everybody(smtp, envelope.recipients, answer, result)
    accepted = [each for each in envelope.recipients if _is_accepted(smtp, each, result)]
    if not accepted:
        smtp.rset()
        return result
    try:
        answer = smtp.data(envelope.content)
    except smtplib.SMTPDataError as error:
        answer = (error.smtp_code, error.smtp_error)
    if answer[0] != 250:
        return _for_everybody(smtp, accepted, answer, result)
    result.sent = accepted
    return result


def _options(smtp: smtplib.SMTP, envelope: Envelope) -> list[str]:
    options = [f"size={len(envelope.content)}"] if smtp.has_extn("size") else []
    return [*options, "SMTPUTF8", "BODY=8BITMIME"] if envelope.needs_utf8 else options


def _is_accepted(smtp: smtplib.SMTP, address: str, result: Delivered) -> bool:
    code, words = smtp.rcpt(wire_address(address))
    if code in (250, 251):
        return True
    (result.refused if 500 <= code < 600 else result.delayed)[address] = _shown(code, words)
    return False


def _for_everybody(
    smtp: smtplib.SMTP, recipients: list[str], answer: tuple[int, bytes | str], result: Delivered
) -> Delivered:
    code, words = answer
    place = result.refused if 500 <= code < 600 else result.delayed
    place.update(dict.fromkeys(recipients, _shown(code, words)))
    smtp.rset()
    return result


def _all_delayed(envelope: Envelope, error: Exception) -> Delivered:
    words = plain_line(str(error), 200) or type(error).__name__
    return Delivered(delayed=dict.fromkeys(envelope.recipients, f"The connection broke off: {words}"))


def _shown(code: int, words: bytes | str) -> str:
    text = words if isinstance(words, str) else words.decode("utf-8", "replace")
    return plain_line(f"{code} {text}", 250)


def _is_usable(url: SmtpUrl) -> bool:
    idle = time.monotonic() - _held.used_at
    if _held.smtp is None or _held.url != url or idle > LONGEST_IDLE_SECONDS or _held.mails >= MOST_MAILS:
        close_connection()
        return False
    return True


def _connect(url: SmtpUrl) -> smtplib.SMTP:
    try:
        smtp = _opened(url)
        smtp.ehlo_or_helo_if_needed()
        if url.scheme == "smtp+starttls":
            smtp.starttls(context=url.tls())
            smtp.ehlo()
        sign_in(smtp, url)
    except (Trouble, CannotUnseal) as error:
        words = told_failure(trouble_of(error).failure)
        raise Unreachable(f"{url.shown}: {words}") from error
    except (OSError, smtplib.SMTPException) as error:
        words = plain_line(str(error), 200) or type(error).__name__
        raise Unreachable(f"{url.shown}: {words}") from error
    if smtp.sock is not None:
        smtp.sock.settimeout(ANSWER_SECONDS)
    _held.smtp, _held.url, _held.mails = smtp, url, 0
    return smtp


def _opened(url: SmtpUrl) -> smtplib.SMTP:
    name = greeting_name()
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(url.host, url.port, local_hostname=name, timeout=CONNECT_SECONDS, context=url.tls())
    return smtplib.SMTP(url.host, url.port, local_hostname=name, timeout=CONNECT_SECONDS)
