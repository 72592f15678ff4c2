"""Sentences about mailboxes, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.channels.email.mailboxes import events
from tuki.channels.email.mailboxes.address import address_of
from tuki.channels.email.models import Mailbox
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

declare("invalid_imap_url", _("This is no address of a mailbox. It looks like imaps://login:password@host:993/INBOX."))
declare(
    "open_mailbox_password",
    _("This would send the password unencrypted. Choose TLS or STARTTLS (in an address imaps:// or imap+starttls://)."),
)
declare("invalid_mail_host", _("This is no name of a server. Write the name alone, such as mail.example.org."))
declare("invalid_mail_port", _("A port is a number from 1 to 65535. Left empty, the usual one is taken."))
declare("mailbox_login_needed", _("With what login does the mailbox open? Mostly it is the whole mail address."))
declare("invalid_mail_folder", _("A folder has a name of at most 200 letters, such as INBOX."))
declare("invalid_after", _("After reading, a mail is kept (keep), deleted (delete) or moved (move:FOLDER)."))
declare("mailbox_taken", _("Mail is fetched from this folder already."))
declare("mailbox_password_needed", _("The mailbox needs its password."))
declare("mailbox_unreachable", _("The server did not let us in. Check host, port, encryption, login and password."))
declare("outgoing_unreachable", _("The server did not take us. Check host, port, encryption, login and password."))

SECURITY_NAMES = {"tls": _("TLS"), "starttls": _("STARTTLS"), "none": _("None, on this machine only")}
AFTER_NAMES = {
    "keep": _("Leave it there"),
    "delete": _("Delete it there"),
    "move": _("Move it to another folder"),
}


@names("mailbox")
def _mailboxes(ids: list[int]) -> Mapping[int, str]:
    return {row.id: address_of(row).shown for row in Mailbox.objects.filter(id__in=ids)}


@tells(events.MailboxAdded)
def _added(event: events.MailboxAdded) -> Told:
    values = {"name": Ref("mailbox", event.subject), "department": Ref("department", event.department_id)}
    return Told(_("added the mailbox %(name)s for %(department)s"), values, "plus")


@tells(events.MailboxChanged)
def _changed(event: events.MailboxChanged) -> Told:
    values: dict[str, Ref | str] = {"name": Ref("mailbox", event.subject), "fields": ", ".join(event.fields)}
    return Told(_("changed the mailbox %(name)s: %(fields)s"), values, "pencil")


@tells(events.MailboxPaused)
def _paused(event: events.MailboxPaused) -> Told:
    return Told(_("paused the mailbox %(name)s"), {"name": Ref("mailbox", event.subject)}, "pause")


@tells(events.MailboxResumed)
def _resumed(event: events.MailboxResumed) -> Told:
    return Told(_("resumed the mailbox %(name)s"), {"name": Ref("mailbox", event.subject)}, "play")


@tells(events.MailboxRemoved)
def _removed(event: events.MailboxRemoved) -> Told:
    return Told(_("removed the mailbox %(name)s"), {"name": event.address}, "trash-2")
