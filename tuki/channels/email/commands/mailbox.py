"""Where mail is fetched from: adding, changing, pausing and removing mailboxes."""

from __future__ import annotations

from tuki.channels.email.commands.account import insist_mail_account
from tuki.channels.email.definitions import MAILBOX, mailbox_definition
from tuki.channels.email.mailboxes.address import MailboxAddress, address_of, checked_mailbox, read_after
from tuki.channels.email.mailboxes.events import (
    MailboxAdded,
    MailboxChanged,
    MailboxPaused,
    MailboxRemoved,
    MailboxResumed,
)
from tuki.channels.email.models import Mailbox
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.secrets import keyring
from tuki.kernel.versions import keep_version
from tuki.people.commands.insisting import change_fields, insist_holds
from tuki.people.models import Department
from tuki.people.permissions import SETTINGS

CONTEXT = "mailbox"


@command
def add_mailbox(actor: Actor, *, department_id: int, address: MailboxAddress, after: str = "keep") -> Mailbox:
    """Mail is fetched from this folder for the department from now on; the password is kept sealed, where no mail
    account signs in.

    Announces `mailbox.added`. Refuses what `checked_mailbox` refuses, `invalid_after`, `mailbox_taken`,
    `mailbox_password_needed`.
    """
    insist_holds(actor, SETTINGS)
    _insist_department(department_id)
    if not address.password and address.account_id is None:
        raise Invalid("mailbox_password_needed", field="password")
    mailbox = Mailbox(
        department_id=department_id,
        sealed_password="" if address.account_id else keyring().seal(address.password, context=CONTEXT),
        begins_at=clock.now(),
        **_fields(address, after),
    )
    _insist_free(mailbox)
    mailbox.save()
    announce(actor, MailboxAdded(subject=mailbox.id, department_id=department_id))
    _keep(actor, mailbox)
    return mailbox


@command
def change_mailbox(
    actor: Actor, mailbox_id: int, *, department_id: int, address: MailboxAddress, after: str
) -> Mailbox:
    """Another department, server, folder or fate of read mails; an empty password keeps the one that is there.

    Announces `mailbox.changed` when something differs; refuses what `add_mailbox` refuses. A password is never kept
    for another server: it is asked for again, so that nobody can have it sent to a server of theirs.
    """
    insist_holds(actor, SETTINGS)
    mailbox = _locked(mailbox_id)
    _insist_department(department_id)
    values = _fields(address, after) | {"department_id": department_id}
    if address.account_id is not None:
        values["sealed_password"] = ""
    elif address.password and not (mailbox.sealed_password and password_of(mailbox) == address.password):
        values["sealed_password"] = keyring().seal(address.password, context=CONTEXT)
    elif not address.password and not (mailbox.sealed_password and _is_same_server(address_of(mailbox), address)):
        raise Invalid("mailbox_password_needed", field="password")
    if _identity(mailbox) != (address.host, address.port, address.login, address.folder):
        _insist_free(Mailbox(pk=mailbox.pk, **_fields(address, after)))
        mailbox.seen.all().delete()  # the numbers of another folder say nothing here
        values |= {"uidvalidity": None, "begins_at": clock.now()}
    if changes := change_fields(mailbox, values):
        shown = {"sealed_password": "password", "department_id": "department", "account_id": "account"}
        announce(actor, MailboxChanged(subject=mailbox.id, fields=sorted(shown.get(each, each) for each in changes)))
        _keep(actor, mailbox)
    return mailbox


@command
def pause_mailbox(actor: Actor, mailbox_id: int) -> None:
    """Nothing is fetched for now. Announces `mailbox.paused`; nothing to do when it is so already."""
    insist_holds(actor, SETTINGS)
    mailbox = _locked(mailbox_id)
    if change_fields(mailbox, {"is_active": False}):
        announce(actor, MailboxPaused(subject=mailbox_id))
        _keep(actor, mailbox)


@command
def resume_mailbox(actor: Actor, mailbox_id: int) -> None:
    """Mail is fetched again. Announces `mailbox.resumed`; nothing to do when it is so already."""
    insist_holds(actor, SETTINGS)
    mailbox = _locked(mailbox_id)
    if change_fields(mailbox, {"is_active": True}):
        announce(actor, MailboxResumed(subject=mailbox_id))
        _keep(actor, mailbox)


@command
def remove_mailbox(actor: Actor, mailbox_id: int) -> None:
    """The desk forgets the mailbox with its password; its mails stay. Announces `mailbox.removed`."""
    insist_holds(actor, SETTINGS)
    mailbox = _locked(mailbox_id)
    announce(actor, MailboxRemoved(subject=mailbox.id, address=address_of(mailbox).shown))
    mailbox.delete()


def password_of(mailbox: Mailbox) -> str:
    """The password in clear, for signing in at the server."""
    return keyring().unseal(mailbox.sealed_password, context=CONTEXT)


def _keep(actor: Actor, mailbox: Mailbox) -> None:
    keep_version(actor, MAILBOX, mailbox.id, mailbox_definition(mailbox), is_told=True)


def _fields(address: MailboxAddress, after: str) -> dict[str, object]:
    checked_mailbox(address)
    insist_mail_account(address.account_id)
    fate, folder = read_after(after)
    return {
        "host": address.host,
        "port": address.port,
        "security": address.security,
        "login": address.login,
        "folder": address.folder,
        "account_id": address.account_id,
        "after": fate,
        "move_to": folder,
    }


def _identity(mailbox: Mailbox) -> tuple[str, int, str, str]:
    return mailbox.host, mailbox.port, mailbox.login, mailbox.folder


def _is_same_server(one: MailboxAddress, other: MailboxAddress) -> bool:
    return (one.host, one.port, one.security, one.login) == (other.host, other.port, other.security, other.login)


def _insist_free(mailbox: Mailbox) -> None:
    same = {"host": mailbox.host, "port": mailbox.port, "login": mailbox.login, "folder": mailbox.folder}
    if Mailbox.objects.filter(**same).exclude(pk=mailbox.pk).exists():
        raise Invalid("mailbox_taken", field="folder")


def _insist_department(department_id: int) -> None:
    if not Department.objects.filter(pk=department_id).exists():
        raise NotFound()


def _locked(mailbox_id: int) -> Mailbox:
    mailbox = Mailbox.objects.select_for_update(of=("self",)).filter(pk=mailbox_id).first()
    if mailbox is None:
        raise NotFound()
    return mailbox
