"""The only writers of the mail door."""

from tuki.channels.email.outgoing import commands as _mail_out  # noqa: F401  registers the commands of mail out
