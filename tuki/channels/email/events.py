"""Events of the mail door: those of mail in, of mail out, and of mailboxes."""

from tuki.channels.email.accounts import events as accounts
from tuki.channels.email.intake import events as mail_in
from tuki.channels.email.mailboxes import events as mailboxes
from tuki.channels.email.outgoing import events as mail_out

__all__ = ["accounts", "mail_in", "mail_out", "mailboxes"]
