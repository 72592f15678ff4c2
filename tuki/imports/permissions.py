"""What may be done with imports."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

IMPORT = permission("imports.run", _("Bring in the history of another desk."))
