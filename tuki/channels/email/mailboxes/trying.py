"""Whether a mail server lets us in: one answer for every failure, at one pace, so that it shows nobody the network."""

from __future__ import annotations

import imaplib
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec
from imapclient.exceptions import IMAPClientError

from tuki.channels.email.fetching.connection import Line, connect, hang_up
from tuki.channels.email.fetching.limits import Limits
from tuki.channels.email.fetching.trouble import ACCOUNT, Trouble
from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.mailboxes.address import MailboxAddress, checked_mailbox
from tuki.channels.email.outgoing.server import SmtpUrl, greeting_name, read_smtp_url, sign_in
from tuki.kernel.actors import Actor
from tuki.kernel.limits import insist_below
from tuki.kernel.outgoing import HostPolicy, OutgoingFailed, OutgoingRefused, Reach
from tuki.kernel.refusals import Invalid
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

MOST_TRIES, WINDOW_SECONDS = 10, 600
LONGEST_SECONDS = 5.0
FAILURES = (OSError, EOFError, UnicodeError, imaplib.IMAP4.error, IMAPClientError, smtplib.SMTPException, Trouble,
            OutgoingFailed, OutgoingRefused)  # fmt: skip


def try_mailbox(actor: Actor, address: MailboxAddress) -> int:
    """Signs in and opens the folder; how many mails lie there. Nothing is changed on the server.

    Refuses `mailbox_unreachable` for whatever goes wrong, after the same time (`mail_account_refused` when it is the
    account that does not let us in); `too_many_tries` after ten in ten
    minutes; and what `checked_mailbox` refuses.
    """
    checked_mailbox(address)
    _insist_may_try(actor)
    return _uniformly(lambda: _mails_in(address), "mailbox_unreachable")


def try_outgoing(actor: Actor, url: str, *, account_id: int | None = None) -> None:
    """Greets the server and signs in; sends nothing. Refuses `outgoing_unreachable` as `try_mailbox` does."""
    parsed = msgspec.structs.replace(read_smtp_url(url, is_by_account=account_id is not None), account_id=account_id)
    _insist_may_try(actor)
    _uniformly(lambda: _greet(parsed), "outgoing_unreachable")


def _insist_may_try(actor: Actor) -> None:
    insist_holds(actor, SETTINGS)
    insist_below(f"mail.try:{actor.id}", most=MOST_TRIES, window_seconds=WINDOW_SECONDS)


def _uniformly(attempt: Callable[[], int], code: str) -> int:
    """A success at once; a failure not before the longest time that one may take."""
    began = time.monotonic()
    try:
        return attempt()
    except FAILURES as error:
        time.sleep(max(0.0, LONGEST_SECONDS - (time.monotonic() - began)))
        if isinstance(error, Trouble) and error.code in ACCOUNT:
            raise Invalid("mail_account_refused", field="account", reason=told_failure(error.code)) from error
        raise Invalid(code, field="host") from error


def _mails_in(address: MailboxAddress) -> int:
    seconds = LONGEST_SECONDS / 2
    limits = Limits(connect_seconds=seconds, answer_seconds=seconds, step_seconds=LONGEST_SECONDS)
    connection = connect(address, Line(), limits)
    try:
        return int(connection.select_folder(address.folder, readonly=True)[b"EXISTS"])
    finally:
        hang_up(connection)


def _greet(url: SmtpUrl) -> int:
    seconds = LONGEST_SECONDS / 2
    policy = HostPolicy(Reach.PUBLIC_AND_INSIDE, ports=frozenset({url.port}))
    policy.addresses(url.host, url.port, deadline=time.monotonic() + seconds)
    name = greeting_name()
    smtp: smtplib.SMTP
    if url.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(url.host, url.port, local_hostname=name, timeout=seconds, context=url.tls())
    else:
        smtp = smtplib.SMTP(url.host, url.port, local_hostname=name, timeout=seconds)
    with suppress(smtplib.SMTPServerDisconnected), smtp:
        smtp.ehlo_or_helo_if_needed()
        if url.scheme == "smtp+starttls":
            smtp.starttls(context=url.tls())
            smtp.ehlo()
        sign_in(smtp, url)
    return 0
