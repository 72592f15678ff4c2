"""Sentences and names of the mail door: those of mail in, of mail out, and of mailboxes."""

from tuki.channels.email.accounts import wording as accounts
from tuki.channels.email.intake import wording as mail_in
from tuki.channels.email.mailboxes import wording as mailboxes
from tuki.channels.email.outgoing import wording as mail_out

__all__ = ["accounts", "mail_in", "mail_out", "mailboxes"]
