"""Followers of the mail door: those of mail in, those of mail out, and who sends links."""

from tuki.channels.email.intake import followers as mail_in
from tuki.channels.email.outgoing import followers as mail_out
from tuki.channels.email.outgoing import link_mails

__all__ = ["link_mails", "mail_in", "mail_out"]
