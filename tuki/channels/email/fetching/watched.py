"""The settings of a mailbox as its watcher works with them; other settings make another watcher."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tuki.channels.email.commands.mailbox import CONTEXT
from tuki.channels.email.mailboxes.address import MailboxAddress
from tuki.channels.email.models import After, Mailbox
from tuki.kernel.actors import Actor, channel
from tuki.kernel.secrets import keyring


class Watched(msgspec.Struct, frozen=True):
    """One active mailbox."""

    id: int
    department_id: int
    host: str
    port: int
    security: str
    login: str
    sealed_password: str
    folder: str
    after: str
    move_to: str
    begins_at: datetime
    account_id: int | None = None
    granted_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """The door through which its mails come."""
        return channel("mail", f"mailbox:{self.id}")

    @property
    def is_kept(self) -> bool:
        """Whether its mails stay on the server as they are."""
        return self.after == After.KEEP

    def address(self) -> MailboxAddress:
        """Where it is, with the password or the account that signs in. Raises `CannotUnseal`."""
        is_by_account = self.account_id is not None
        password = "" if is_by_account else keyring().unseal(self.sealed_password, context=CONTEXT)
        return MailboxAddress(
            host=self.host,
            port=self.port,
            security=self.security,
            login=self.login,
            password=password,
            folder=self.folder,
            account_id=self.account_id,
        )


def active_mailboxes() -> dict[int, Watched]:
    """All mailboxes that shall be watched, by id; one query."""
    *own, _granted_at = Watched.__struct_fields__
    rows = Mailbox.objects.filter(is_active=True).values_list(*own, "account__granted_at")
    return {row[0]: Watched(*row) for row in rows}


def must_compare(mailbox_id: int) -> bool:
    """Whether somebody asked for a comparison of folder and ledger."""
    return Mailbox.objects.filter(pk=mailbox_id, must_compare=True).exists()
