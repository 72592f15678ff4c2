"""What may be done with service levels."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

MANAGE = permission("sla.manage", _("Change calendars, service levels and their targets."))
HEAR = permission("sla.hear", _("Hear of broken promises in a department, and see what waits too long."))
