"""What may be done with received mail."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

LEDGER = permission("mail.ledger", _("See every mail received and what became of it, and have it read again."))
