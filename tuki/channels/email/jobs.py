"""Jobs of the mail door: those of mail in, of mail out, and of mailboxes."""

from tuki.channels.email.fetching import jobs as mailboxes
from tuki.channels.email.intake import jobs as mail_in
from tuki.channels.email.outgoing import jobs as mail_out

__all__ = ["mail_in", "mail_out", "mailboxes"]
