"""Through which server mail leaves, and a mail to try it."""

from __future__ import annotations

from tuki.channels.email.models import OutgoingKind, OutgoingMail, OutgoingServer
from tuki.channels.email.outgoing.commands.outbox import SWEEP
from tuki.channels.email.outgoing.commands.writing import queue_mail
from tuki.channels.email.outgoing.events import OutgoingServerChanged
from tuki.channels.email.outgoing.outbox import LANE
from tuki.channels.email.outgoing.server import CONTEXT, HOURLY_LIMIT, read_smtp_url
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.refusals import Invalid
from tuki.kernel.secrets import keyring
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

HIGHEST_LIMIT = 1_000_000


@command
def set_outgoing_server(actor: Actor, *, url: str, hourly_limit: int | None = None) -> OutgoingServer:
    """Mail leaves through `url` (see `read_smtp_url`), sealed, since it holds a password; empty means
    `TUKI_SMTP_URL` again. At most `hourly_limit` mails leave per hour; None keeps the limit as it is.

    Announces `outgoing.server_changed`. Refuses `invalid_smtp_url`, `open_password`. Nothing to do when all is so.
    """
    insist_holds(actor, SETTINGS)
    if url:
        read_smtp_url(url)
    server, _ = OutgoingServer.objects.select_for_update().get_or_create(
        pk=1, defaults={"sealed_url": "", "hourly_limit": HOURLY_LIMIT}
    )
    hourly_limit = server.hourly_limit if hourly_limit is None else hourly_limit
    if not 1 <= hourly_limit <= HIGHEST_LIMIT:
        raise Invalid("invalid", field="hourly_limit")
    old_url = keyring().unseal(server.sealed_url, context=CONTEXT) if server.sealed_url else ""
    changed = [
        name
        for name, differs in (("url", old_url != url), ("hourly_limit", server.hourly_limit != hourly_limit))
        if differs
    ]
    if changed:
        server.sealed_url = keyring().seal(url, context=CONTEXT) if url else ""
        server.hourly_limit = hourly_limit
        server.save(update_fields=["sealed_url", "hourly_limit"])
        announce(actor, OutgoingServerChanged(subject=1, fields=changed))
        enqueue(SWEEP, lane=LANE, key=f"{SWEEP}:server")
    return server


@command
def send_test_mail(actor: Actor, *, to: str, language: str = "en") -> OutgoingMail:
    """A mail that shows whether sending works; it leaves also while sending is stopped."""
    insist_holds(actor, SETTINGS)
    row = queue_mail(actor, kind=OutgoingKind.TEST, to=to, template="test", language=language, values={})
    assert row is not None  # only a verification may be left out
    return row
