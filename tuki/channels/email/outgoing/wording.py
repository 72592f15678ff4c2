"""Refusals of sending mail."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("invalid_smtp_url", _("This is no address of a mail server. It looks like smtps://login:password@host:465."))
declare("open_password", _("This would send the password unencrypted. Use smtps:// or smtp+starttls://."))
declare("unknown_text", _("There is no such text."))
declare("unknown_language", _("There are no texts in this language."))
declare("unknown_placeholder", _("This text knows no placeholder called %(name)s."))
declare("mail_left_already", _("This mail has left already, or was cancelled."))
