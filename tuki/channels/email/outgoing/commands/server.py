"""Through which server mail leaves, and a mail to try it."""

from __future__ import annotations

from tuki.channels.email.commands.account import insist_mail_account
from tuki.channels.email.definitions import OUTGOING, outgoing_definition
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
from tuki.kernel.versions import keep_version
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS

HIGHEST_LIMIT = 1_000_000


@command
def set_outgoing_server(
    actor: Actor, *, url: str, hourly_limit: int | None = None, account_id: int | None = None
) -> OutgoingServer:
    """Mail leaves through `url` (see `read_smtp_url`), sealed, since it holds a password; empty means
    `TUKI_SMTP_URL` again. With `account_id` that mail account signs in under the address's login. At most
    `hourly_limit` mails leave per hour; None keeps the limit as it is.

    Announces `outgoing.server_changed`. Refuses `invalid_smtp_url`, `open_password`. Nothing to do when all is so.
    """
    insist_holds(actor, SETTINGS)
    account_id = account_id if url else None
    insist_mail_account(account_id)
    if url and not read_smtp_url(url, is_by_account=account_id is not None).login and account_id is not None:
        raise Invalid("required", field="login")
    server, _ = OutgoingServer.objects.select_for_update().get_or_create(
        pk=1, defaults={"sealed_url": "", "hourly_limit": HOURLY_LIMIT}
    )
    hourly_limit = server.hourly_limit if hourly_limit is None else hourly_limit
    if not 1 <= hourly_limit <= HIGHEST_LIMIT:
        raise Invalid("invalid", field="hourly_limit")
    old_url = keyring().unseal(server.sealed_url, context=CONTEXT) if server.sealed_url else ""
    differs = {
        "url": old_url != url,
        "hourly_limit": server.hourly_limit != hourly_limit,
        "account": server.account_id != account_id,
    }
    changed = [name for name, is_other in differs.items() if is_other]
    if changed:
        server.sealed_url = keyring().seal(url, context=CONTEXT) if url else ""
        server.hourly_limit, server.account_id = hourly_limit, account_id
        server.save(update_fields=["sealed_url", "hourly_limit", "account"])
        announce(actor, OutgoingServerChanged(subject=1, fields=changed))
        keep_version(actor, OUTGOING, server.pk, outgoing_definition(server), is_told=True)
        enqueue(SWEEP, lane=LANE, key=f"{SWEEP}:server")
    return server


@command
def send_test_mail(actor: Actor, *, to: str, language: str = "en") -> OutgoingMail:
    """A mail that shows whether sending works; it leaves also while sending is stopped."""
    insist_holds(actor, SETTINGS)
    row = queue_mail(actor, kind=OutgoingKind.TEST, to=to, template="test", language=language, values={})
    assert row is not None  # only a verification may be left out
    return row
