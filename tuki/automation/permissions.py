"""What may be done with templates and macros."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

SHARE = permission("automation.share", _("Change reply templates and macros of everybody and of all teams."))
RULES = permission("automation.rules", _("Write rules, switch them on and off, and take back what they did."))
REHEARSE = permission("automation.rehearse", _("Rehearse rules, policies, calendars and priorities over past weeks."))
